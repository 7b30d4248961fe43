/** A system to compile binaries for. */
export interface Target {
  /** Its name for `deno compile --target`. */
  readonly triple: string;
  /** Its name in the documentation, the archives and the installers. */
  readonly name: string;
}

/** The systems to compile binaries for. */
export const TARGETS: readonly Target[] = [
  { triple: "x86_64-unknown-linux-gnu", name: "linux-x86_64" },
  { triple: "aarch64-unknown-linux-gnu", name: "linux-aarch64" },
  { triple: "x86_64-apple-darwin", name: "macos-x86_64" },
  { triple: "aarch64-apple-darwin", name: "macos-aarch64" },
  { triple: "x86_64-pc-windows-msvc", name: "windows-x86_64" },
  { triple: "aarch64-pc-windows-msvc", name: "windows-aarch64" },
];

/** Returns the folder of the binaries for a target, in `dist/` and in the archive. */
export function folderName({ name }: Target): string {
  return `parley-${name}`;
}

/** Returns the archive of that folder. Its name has no version, so that one link stays the latest. */
export function archiveName(target: Target): string {
  return `${folderName(target)}${isWindows(target) ? ".zip" : ".tar.gz"}`;
}

/** Returns the name of a binary's file on a target. */
export function fileName(binary: string, target: Target): string {
  return isWindows(target) ? `${binary}.exe` : binary;
}

function isWindows({ name }: Target): boolean {
  return name.startsWith("windows-");
}
