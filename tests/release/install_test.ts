import assert from "node:assert/strict";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import type { ArchivesServer } from "./archives_server.ts";
import {
  install,
  names,
  PROGRAMS,
  SCRIPT,
  setUp,
  versionsIn,
  withPrograms,
} from "./installation.ts";

// The test packs releases with GNU tar.
const options = { ignore: Deno.build.os !== "linux" };

for (const shell of [["sh"], ["bash"], ["bash", "--posix"]]) {
  Deno.test(
    `install.sh installs the programs in ~/.local/bin with ${shell.join(" ")}`,
    options,
    async () => {
      await using it = await setUp();
      const result = await install(it.home, { PARLEY_DOWNLOAD: it.server.url }, shell);
      const bin = `${it.home}/.local/bin`;
      assert.equal(result.error, "");
      assert.equal(result.code, 0);
      assert.match(result.output, /^Downloading http:.*\.tar\.gz\n/);
      assert(result.output.includes(`  export PATH="${bin}:$PATH"\n`), result.output);
      assert.match(
        result.output,
        /\n {2}parley-server 55555\n {2}parley-client Panda localhost 55555\n/,
      );
      assert.deepEqual(names(bin), PROGRAMS.toSorted());
      assert.deepEqual(await versionsIn(bin), PROGRAMS.map((name) => `${name} 9.9.9`));
      assert.deepEqual(names(it.home), [".local"]);
    },
  );
}

Deno.test(
  "install.sh updates the programs in PARLEY_INSTALL, even if its path has spaces",
  options,
  async () => {
    await using it = await setUp();
    const bin = `${it.home}/my own programs`;
    await withPrograms(bin, { "parley-server": "echo old", unrelated: "" });
    const env = {
      PARLEY_DOWNLOAD: `${it.server.url}/`,
      PARLEY_INSTALL: bin,
      PATH: `/usr/bin:/bin:${bin}`,
    };
    const result = await install(it.home, env);
    assert.equal(result.error, "");
    assert.equal(result.code, 0);
    assert(!result.output.includes("export PATH"), result.output);
    assert.deepEqual(names(bin), [...PROGRAMS, "unrelated"].sort());
    assert.deepEqual(await versionsIn(bin), PROGRAMS.map((name) => `${name} 9.9.9`));
  },
);

Deno.test("install.sh works with wget as well", options, async () => {
  await using it = await setUp();
  const needed =
    "uname getconf ldd grep mktemp rm mkdir wget sed sha256sum tar gzip cp chmod mv cat sh";
  const tools = Object.fromEntries(
    needed.split(" ").map((name) => [name, `exec /usr/bin/env PATH=/usr/bin:/bin ${name} "$@"`]),
  );
  const PATH = await withPrograms(`${it.home}/tools`, tools);
  const env = { PARLEY_DOWNLOAD: it.server.url, PATH };
  assert.deepEqual((await install(it.home, env, ["/bin/sh"])).error, "");
  await Deno.remove(`${PATH}/wget`);
  const { code, error } = await install(it.home, env, ["/bin/sh"]);
  assert.equal(code, 1);
  assert.equal(
    error,
    "Cannot download Parley: neither curl nor wget is installed. Install one of them first.\n",
  );
});

/** Systems as `uname` reports them, with other programs of theirs and the expected output. */
const SYSTEMS: [string, Record<string, string>, RegExp][] = [
  ["Linux x86_64", {}, /parley-linux-x86_64\.tar\.gz/],
  ["Linux aarch64", {}, /parley-linux-aarch64\.tar\.gz/],
  ["Darwin x86_64", { sysctl: "echo 0" }, /parley-macos-x86_64\.tar\.gz/],
  ["Darwin x86_64", { sysctl: "echo 1" }, /parley-macos-aarch64\.tar\.gz/],
  ["Darwin arm64", { sysctl: "exit 1" }, /parley-macos-aarch64\.tar\.gz/],
  [
    "Linux x86_64",
    { ldd: "echo 'musl libc (x86_64)' >&2; exit 1" },
    /needs glibc, but this system has musl\n/,
  ],
  ["Linux armv7l", {}, /Cannot install on "armv7l": Parley needs a 64-bit system/],
  ["Linux aarch64", { getconf: "echo 32" }, /Cannot install on "aarch64": Parley needs a 64/],
  ["FreeBSD amd64", {}, /Cannot install on "FreeBSD": Parley runs on Linux, macOS and W/],
  [
    "MINGW64_NT-10.0 x86_64",
    {},
    /Cannot install on Windows with this script\. Use install\.ps1 instead\.\n/,
  ],
];

Deno.test(
  "install.sh downloads the archive for the system, or reports that there is none",
  options,
  async () => {
    await using it = await setUp();
    for (const [index, [system, programs, expected]] of SYSTEMS.entries()) {
      const [os, machine] = system.split(" ");
      const uname = `[ "$1" = -s ] && echo ${os} || echo ${machine}`;
      const tools = await withPrograms(`${it.home}/${index}`, {
        uname,
        getconf: "echo 64",
        ...programs,
      });
      const env = { PARLEY_DOWNLOAD: it.server.url, PATH: `${tools}:/usr/bin:/bin` };
      const { code, output, error } = await install(it.home, env);
      assert.match(output + error, expected);
      assert.equal(code, error === "" ? 0 : 1);
    }
  },
);

/** Faults of a download. */
const FAULTS: [string, (answers: ArchivesServer["answers"], archive: string) => void, RegExp][] = [
  [
    "an archive with a wrong checksum",
    (answers, archive) => answers.set(archive, () => new Response("something else")),
    /^Cannot use ".*\.tar\.gz": its SHA-256 checksum is f41f3fa6\w+, expected \w{64}\n$/,
  ],
  [
    "a missing archive",
    (answers, archive) => answers.set(archive, () => new Response("", { status: 404 })),
    /\nCannot download "http:.*\.tar\.gz"\n$/,
  ],
  [
    "missing checksums",
    (answers) => answers.set("SHA256SUMS", () => new Response("", { status: 404 })),
    /\nCannot download "http:.*\/SHA256SUMS"\n$/,
  ],
  [
    "checksums without that of the archive",
    (answers, archive) =>
      answers.set("SHA256SUMS", () => new Response(`${"0".repeat(64)}  x${archive}\n`)),
    /^Cannot find "parley-linux-.*\.tar\.gz" in "http:.*\/SHA256SUMS"\n$/,
  ],
  [
    "an interrupted download",
    (answers, archive) =>
      answers.set(archive, () => {
        // Ends long before its declared length.
        const body = ReadableStream.from([new Uint8Array(1000)]);
        return new Response(body, { headers: { "content-length": "100000" } });
      }),
    /\nCannot download "http:.*\.tar\.gz"\n$/,
  ],
];

for (const [what, arrange, message] of FAULTS) {
  Deno.test(`install.sh changes nothing after ${what}`, options, async () => {
    await using it = await setUp();
    const bin = await withPrograms(`${it.home}/bin`, { "parley-server": "echo old" });
    arrange(it.server.answers, `parley-linux-${Deno.build.arch}.tar.gz`);
    const env = { PARLEY_DOWNLOAD: it.server.url, PARLEY_INSTALL: bin };
    const { code, error } = await install(it.home, env);
    assert.match(error, message);
    assert.equal(code, 1);
    assert.deepEqual([names(bin), names(it.home)], [["parley-server"], ["bin"]]);
  });
}

Deno.test(
  "install.sh changes nothing if a program does not start on the system",
  options,
  async () => {
    const script = 'case $0 in *crds*) exit 127 ;; *) echo "9.9.9" ;; esac';
    await using it = await setUp(script);
    const bin = await withPrograms(`${it.home}/bin`, { "parley-server": "echo old" });
    const env = { PARLEY_DOWNLOAD: it.server.url, PARLEY_INSTALL: bin };
    const { code, error } = await install(it.home, env);
    assert.equal(error, 'Cannot start "parley-crds" on this system\n');
    assert.equal(code, 1);
    assert.deepEqual([names(bin), names(it.home)], [["parley-server"], ["bin"]]);
    assert.match((await versionsIn(bin).catch(String)).toString(), /NotFound/);
  },
);

Deno.test("install.sh reports a failed download without a network", options, async () => {
  using home = new TemporaryFolder();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${listener.addr.port}`;
  listener.close();
  const { code, error } = await install(home.path, { PARLEY_DOWNLOAD: url });
  assert(error.endsWith(`Cannot download "${url}/SHA256SUMS"\n`), error);
  assert.equal(code, 1);
  assert.deepEqual(names(home.path), []);
});

Deno.test(
  "install.sh downloads the latest release, or the one in PARLEY_VERSION",
  options,
  async () => {
    using home = new TemporaryFolder();
    const PATH = `${await withPrograms(`${home.path}/tools`, { curl: "exit 7" })}:/usr/bin:/bin`;
    const expected = {
      "": "/releases/latest/download/",
      "1.2.3": "/releases/download/v1.2.3/",
      "v1.2.3": "/releases/download/v1.2.3/",
    };
    for (const [version, path] of Object.entries(expected)) {
      const { error } = await install(home.path, { PATH, PARLEY_VERSION: version });
      assert.equal(
        error,
        `Cannot download "https://github.com/parley-chat/parley${path}SHA256SUMS"\n`,
      );
    }
  },
);

Deno.test("install.sh does nothing if it was cut off", options, async () => {
  await using it = await setUp();
  const script = await Deno.readTextFile(SCRIPT);
  const lines = script.trimEnd().split("\n");
  for (let length = 1; length < lines.length; length++) {
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", lines.slice(0, length).join("\n")],
      clearEnv: true,
      env: { HOME: it.home, PATH: "/usr/bin:/bin", PARLEY_DOWNLOAD: it.server.url },
      stderr: "null",
    }).output();
    assert.equal(new TextDecoder().decode(stdout), "");
  }
  assert.deepEqual(names(it.home), []);
});
