/**
 * Installs the programs from a folder of archives, with the installer that users run on this system:
 * `deno run -A release/install.ts dist dist/installed`.
 *
 * @module
 */
import { resolve } from "node:path";
import { ArchivesServer } from "../tests/release/archives_server.ts";
import { output } from "./command_output.ts";

const ROOT = resolve(import.meta.dirname!, "..");
const [archives = "dist", folder = "dist/installed"] = Deno.args;

const installer = Deno.build.os === "windows"
  ? ["powershell", "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", `${ROOT}/install.ps1`]
  : ["sh", `${ROOT}/install.sh`];

await using server = new ArchivesServer(resolve(archives));
const env = { PARLEY_DOWNLOAD: server.url, PARLEY_INSTALL: resolve(folder) };
console.log(await output(installer, { env }));
