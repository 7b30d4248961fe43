import assert from "node:assert/strict";
import { type Change, changedProgram, check, DIALECTS, HAS_PYTHON } from "./checked_program.ts";
import { retried } from "../../support/retried.ts";
import { forAll } from "../check/for_all.ts";

/** Clients that are right, but unlike the fixtures. */
const VARIANTS: readonly (readonly [string, keyof typeof DIALECTS, ...Change[]])[] = [
  ["sends the line end as well, as the assignment's skeleton does", "channel", [
    "            send(line.decode())",
    '            send(line.decode() + "\\n")',
  ]],
  ["pads with zero bytes, as clients in C do", "channel", [
    '.ljust(SIZE, b" ")',
    '.ljust(SIZE, b"\\0")',
  ], [
    '.ljust(SIZE, b" ")',
    '.ljust(SIZE, b"\\0")',
  ]],
  ["erases the line with an escape sequence", "channel", [
    'show("\\r    \\r" + frame',
    'show("\\x1b[2K\\r" + frame',
  ]],
  ["wipes with many spaces", "channel", [
    'show("\\r    \\r" + frame',
    'show("\\r" + " " * 40 + "\\r" + frame',
  ]],
  ["exits with 0 whatever happens", "channel", [
    'disconnected\\n".format(HOST, PORT))\n    sys.exit(1)',
    'disconnected\\n".format(HOST, PORT))\n    sys.exit(0)',
  ]],
  ["floods at the end of its input, as many do", "channel", [
    "        if not data:\n            sys.exit(0)",
    '        if not data:\n            send("")',
  ]],
  ["reads whole lines from a buffer, and 200 bytes at most from the server", "channel", [
    "        data = os.read(0, 4096)",
    "        data = sys.stdin.readline().encode()",
  ], ["server.recv(4096)", "server.recv(SIZE - len(received))"]],
  ["leaves the check of names to the server", "direct", [
    'FORBIDDEN = "!@#$%^&*, "',
    'FORBIDDEN = ""',
  ], [
    '        show("Cannot log in as " + name + ". That username is already in use.")',
    '        show("Cannot log in as " + name + ". That username " + ("is already in use."\n' +
    '             if answer == "IN-USE" else "contains disallowed characters."))',
  ]],
  ["speaks the lab's older edition", "direct", [
    'connection.send("LIST")',
    'connection.send("WHO")',
  ], ['"BAD-DEST-USER"', '"UNKNOWN"']],
  ["connects only when it has a name", "direct", [
    "    connection = Connection()\nexcept",
    "    connection = None\nexcept",
  ], [
    '            connection.send("HELLO-FROM " + name)\n            answer',
    '            connection = connection or Connection()\n            connection.send("HELLO-FROM " + name)\n            answer',
  ], [
    "        connection.socket.close()\n",
    "",
  ]],
  ["ends its lines with \\r\\n", "direct", ['(text + "\\n")', '(text + "\\r\\n")']],
  ["says nothing at the end", "direct", [
    '            show("The server is gone.")\n            os._exit(1)',
    "            os._exit(0)",
  ]],
];

Deno.test({
  name: 'no correct client breaks a "must", however it is written',
  ignore: !HAS_PYTHON,
  async fn() {
    await forAll(VARIANTS, async ([variant, dialect, ...changes]) => {
      let names = DIALECTS[dialect].cases.filter(({ level }) => level === "must")
        .map(({ name }) => name);
      await retried(async () => {
        const results = await check(dialect, changedProgram(dialect, changes), names);
        const problems = results.filter(({ outcome }) => outcome !== "passed");
        names = problems.map(({ name }) => name);
        assert.deepEqual(problems.map(({ name, reason }) => `${name}: ${reason}`), [], variant);
      });
    });
  },
});
