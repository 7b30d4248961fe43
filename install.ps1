# Installs the programs of Parley on Windows, or updates them:
#
#   irm https://raw.githubusercontent.com/parley-chat/parley/main/install.ps1 | iex
#
# PARLEY_INSTALL    the folder for the programs (default: ~\.local\bin)
# PARLEY_VERSION    the version to install (default: the latest)
# PARLEY_DOWNLOAD   the URL of the archives and SHA256SUMS (default: the releases on GitHub)

# The last lines call Install-Parley, so that a script that was cut off does nothing.
function Install-Parley {
  $ErrorActionPreference = 'Stop'
  # In older versions, the progress bar makes downloads ten times slower, and TLS 1.2 is off.
  $ProgressPreference = 'SilentlyContinue'
  [Net.ServicePointManager]::SecurityProtocol =
    [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

  $bin = if ($env:PARLEY_INSTALL) { $env:PARLEY_INSTALL } else { Join-Path $HOME '.local\bin' }
  $folder = "parley-windows-$(Get-ParleyMachine)"
  $archive = "$folder.zip"
  $url = Get-ParleyUrl
  $temporary = Join-Path ([IO.Path]::GetTempPath()) "parley-$([Guid]::NewGuid())"
  New-Item -ItemType Directory -Path $temporary | Out-Null
  try {
    Write-Host "Downloading $url/$archive"
    Get-ParleyFile "$url/SHA256SUMS" (Join-Path $temporary 'SHA256SUMS')
    Get-ParleyFile "$url/$archive" (Join-Path $temporary $archive)
    Test-ParleySum $temporary $archive $url
    Expand-Archive -LiteralPath (Join-Path $temporary $archive) -DestinationPath $temporary
    Move-ParleyPrograms (Join-Path $temporary $folder) $bin
  } finally {
    Remove-Item -LiteralPath $temporary -Recurse -Force
  }
  Write-ParleyNextSteps $bin
}

function Get-ParleyMachine {
  # An emulated shell has another architecture than its system.
  $machine = if ($env:PROCESSOR_ARCHITEW6432) {
    $env:PROCESSOR_ARCHITEW6432
  } else {
    $env:PROCESSOR_ARCHITECTURE
  }
  switch ($machine) {
    'AMD64' { return 'x86_64' }
    'ARM64' { return 'aarch64' }
    default { throw "Cannot install on `"$machine`": Parley needs x86_64 or aarch64" }
  }
}

function Get-ParleyUrl {
  $releases = 'https://github.com/parley-chat/parley/releases'
  if ($env:PARLEY_DOWNLOAD) { return $env:PARLEY_DOWNLOAD.TrimEnd('/') }
  if ($env:PARLEY_VERSION) { return "$releases/download/v$($env:PARLEY_VERSION.TrimStart('v'))" }
  return "$releases/latest/download"
}

function Get-ParleyFile([string] $Url, [string] $Path) {
  try {
    Invoke-WebRequest -Uri $Url -OutFile $Path -UseBasicParsing
  } catch {
    throw "Cannot download `"$Url`": $($_.Exception.Message)"
  }
}

function Test-ParleySum([string] $Folder, [string] $Archive, [string] $Url) {
  $pattern = "^([0-9a-f]{64}) [ *]$([Regex]::Escape($Archive))$"
  $line = Get-Content -LiteralPath (Join-Path $Folder 'SHA256SUMS') |
    Where-Object { $_ -match $pattern } | Select-Object -First 1
  if (-not $line) { throw "Cannot find `"$Archive`" in `"$Url/SHA256SUMS`"" }
  $published = $line.Substring(0, 64)
  $actual = (Get-FileHash -LiteralPath (Join-Path $Folder $Archive) -Algorithm SHA256).Hash.ToLower()
  if ($actual -ne $published) {
    throw "Cannot use `"$Url/$Archive`": its SHA-256 checksum is $actual, expected $published"
  }
}

# Replaces no program before all new ones have started.
function Move-ParleyPrograms([string] $From, [string] $Bin) {
  $programs = 'parley-server.exe', 'parley-client.exe', 'parley-crds.exe'
  foreach ($name in $programs) {
    $program = Join-Path $From $name
    & $program --version | Write-Host
    if ($LASTEXITCODE -ne 0) { throw "Cannot start `"$name`" on this system" }
  }
  New-Item -ItemType Directory -Path $Bin -Force | Out-Null
  foreach ($name in $programs) {
    $place = Join-Path $Bin $name
    try {
      Move-Item -LiteralPath (Join-Path $From $name) -Destination $place -Force
    } catch {
      throw "Cannot replace `"$place`": $($_.Exception.Message)"
    }
  }
}

function Write-ParleyNextSteps([string] $Bin) {
  Write-Host "Installed in $Bin"
  if ($env:PATH -split ';' -notcontains $Bin) {
    Write-Host "Add this folder to the PATH of this shell:"
    Write-Host ''
    Write-Host "  `$env:PATH = `"$Bin;`$env:PATH`""
  }
  Write-Host ''
  Write-Host 'Start a server, then chat from two other terminals:'
  Write-Host ''
  Write-Host '  parley-server 55555'
  Write-Host '  parley-client Panda localhost 55555'
  Write-Host '  parley-client Alice localhost 55555'
}

try {
  Install-Parley
} catch {
  [Console]::Error.WriteLine($_.Exception.Message)
  # Piped into an interactive shell, the script must not end that shell.
  if ($PSCommandPath) { exit 1 }
}
