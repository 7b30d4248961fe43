/** The path of the library in Debian's package `faketime`, where it is installed. */
export const FAKETIME = findLibrary();

function findLibrary(): string | undefined {
  if (Deno.build.os !== "linux") return undefined;
  for (const { isDirectory, name } of Deno.readDirSync("/usr/lib")) {
    const path = `/usr/lib/${name}/faketime/libfaketime.so.1`;
    if (isDirectory && exists(path)) return path;
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

if (Deno.build.os === "linux" && !FAKETIME) {
  console.warn(
    "Tests are ignored because they cannot set the clock: the package faketime is missing",
  );
}
