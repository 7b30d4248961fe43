/** A system that binaries are made for. */
export interface Target {
  /** What `deno compile --target` calls it. */
  readonly triple: string;
  /** What people, the archives and the installers call it. */
  readonly name: string;
}

/** The systems that binaries are made for. */
export const TARGETS: readonly Target[] = [
  { triple: "x86_64-unknown-linux-gnu", name: "linux-x86_64" },
  { triple: "aarch64-unknown-linux-gnu", name: "linux-aarch64" },
  { triple: "x86_64-apple-darwin", name: "macos-x86_64" },
  { triple: "aarch64-apple-darwin", name: "macos-aarch64" },
  { triple: "x86_64-pc-windows-msvc", name: "windows-x86_64" },
  { triple: "aarch64-pc-windows-msvc", name: "windows-aarch64" },
];

/** The folder in `dist/`, and in the archive, that holds the binaries for a target. */
export function folderName({ name }: Target): string {
  return `parley-${name}`;
}

/** The archive of that folder. Without the version: so one link always leads to the latest. */
export function archiveName(target: Target): string {
  return `${folderName(target)}${isWindows(target) ? ".zip" : ".tar.gz"}`;
}

/** What a program's file is called. */
export function binaryName(program: string, target: Target): string {
  return isWindows(target) ? `${program}.exe` : program;
}

function isWindows({ name }: Target): boolean {
  return name.startsWith("windows-");
}
