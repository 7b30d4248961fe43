import { TemporaryFolder } from "../support/temporary_folder.ts";
import { ArchivesServer } from "./archives_server.ts";
import { makeRelease } from "./made_up_release.ts";

/** The programs that the installer installs. */
export const PROGRAMS = ["parley-server", "parley-client", "parley-crds"];
/** The installer. */
export const SCRIPT = `${Deno.cwd()}/install.sh`;

/** Runs the installer in an environment with only a home folder and these variables. */
export async function install(
  home: string,
  env: Record<string, string>,
  shell: string[] = ["sh"],
): Promise<{ code: number; output: string; error: string }> {
  const { code, stdout, stderr } = await new Deno.Command(shell[0]!, {
    args: [...shell.slice(1), SCRIPT],
    clearEnv: true,
    env: { HOME: home, PATH: "/usr/bin:/bin", TMPDIR: home, ...env },
  }).output();
  const [output, error] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, output: output!, error: error! };
}

/** Returns the versions that the installed programs print. */
export async function versionsIn(bin: string): Promise<string[]> {
  return await Promise.all(PROGRAMS.map(async (name) => {
    const { stdout } = await new Deno.Command(`${bin}/${name}`).output();
    return new TextDecoder().decode(stdout).trim();
  }));
}

/** Returns the names in a folder. */
export function names(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

/** Serves a release over HTTP and makes an empty home folder. */
export async function setUp(script?: string) {
  const stack = new AsyncDisposableStack();
  const release = stack.use(new TemporaryFolder());
  const home = stack.use(new TemporaryFolder()).path;
  await makeRelease(release.path, script);
  const server = stack.use(new ArchivesServer(release.path));
  return { release: release.path, home, server, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Makes a folder with programs that replace those of the system. */
export async function withPrograms(
  folder: string,
  programs: Record<string, string>,
): Promise<string> {
  await Deno.mkdir(folder);
  for (const [name, script] of Object.entries(programs)) {
    await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return folder;
}
