import assert from "node:assert/strict";
import { type Change, changedProgram, check, DIALECTS, HAS_PYTHON } from "./checked_program.ts";
import { retried } from "../../support/retried.ts";
import { forAll } from "../check/for_all.ts";

/** A fault, the change that makes it, and the case that has to find it. */
type Fault = readonly [fault: string, caught: string, ...changes: Change[]];

const SHOW_WHILE = `        while len(received) >= SIZE:
            show_frame(received[:SIZE])
            received = received[SIZE:]
            show("[Me] ")`;

const CHANNEL_FAULTS: readonly Fault[] = [
  ["takes each read for a frame", "split-frame-waits", [
    SHOW_WHILE,
    `        show_frame(data)
        show("[Me] ")`,
  ]],
  ["shows one frame for each read", "joined-frames", ["while len(received)", "if len(received)"]],
  ["forgets what is behind a frame", "frame-and-a-half", ["received[SIZE:]", 'b""']],
  ["forgets an incomplete frame", "split-in-text", ["received += data", "received = data"]],
  ["waits for two frames", "shows-message", [">= SIZE", ">= 2 * SIZE"]],
  ["prints the padding", "strips-padding", [".rstrip()", ""]],
  ["does not wipe the prompt", "message-wipes-prompt", ['show("\\r    \\r" + frame', "show(frame"]],
  ["wipes one column too few", "message-wipes-prompt", [
    'show("\\r    \\r" + frame',
    'show("\\r" + frame',
  ]],
  ["does not prompt after a message", "prompt-after-message", [
    SHOW_WHILE,
    SHOW_WHILE.replace('            show("[Me] ")', ""),
  ]],
  ["does not prompt at the start", "prompt-at-start", [
    'server.sendall(pad(NAME))\nshow("[Me] ")',
    "server.sendall(pad(NAME))",
  ]],
  ["ends the prompt with a line end", "prompt-at-start", [
    'show("[Me] ")\n\nreceived',
    'show("[Me] \\n")\n\nreceived',
  ]],
  ["does not prompt after a line", "prompt-after-a-line", [
    'send(line.decode())\n            show("[Me] ")',
    "send(line.decode())",
  ]],
  ["repeats what is typed", "no-echo", [
    "send(line.decode())",
    "send(line.decode()); show(line.decode() + chr(10))",
  ]],
  ["does not pad", "name-frame", ["server.sendall(pad(NAME))", "server.sendall(NAME.encode())"]],
  ["pads to 199 bytes", "name-frame", ["SIZE = 200", "SIZE = 199"]],
  ["pads with zero bytes", "padding-with-spaces", [
    '.ljust(SIZE, b" ")\n\n',
    '.ljust(SIZE, b"\\0")\n\n',
  ]],
  ["counts characters", "length-in-bytes", [
    'data[start:start + SIZE].ljust(SIZE, b" ")',
    "text.ljust(SIZE).encode()",
  ]],
  ["cuts long lines off", "long-line", ["range(0, max(len(data), 1), SIZE)", "range(0, 1)"]],
  ["asks for the list by itself", "silent-until-typed", [
    "server.sendall(pad(NAME))",
    'server.sendall(pad(NAME) + pad("/list"))',
  ]],
  ["keeps commands to itself", "commands-go-to-the-server", [
    "send(line.decode())",
    'line.startswith(b"/") or send(line.decode())',
  ]],
  ["reads only one line of what is typed", "pasted-lines", [
    'while b"\\n" in typed',
    'if b"\\n" in typed',
  ]],
  ["shows only the first line of a list", "list-of-lines", [
    ".rstrip() +",
    '.rstrip().split("\\n")[0] +',
  ]],
  ["dies of bytes that are not UTF-8", "bytes-that-are-not-utf-8", [
    'errors="replace"',
    'errors="strict"',
  ]],
  ["stays when the server is gone", "server-gone", [
    "            disconnected()",
    "            continue",
  ]],
  ["says nothing when the server is gone", "server-gone", [
    "            disconnected()",
    "            sys.exit(1)",
  ]],
  ["prompts when the server is gone", "server-gone-wipes-prompt", [
    "PORT))\n    sys.exit(1)\n\n\ndef send",
    'PORT)); show("[Me] ")\n    sys.exit(1)\n\n\ndef send',
  ]],
  ["names the address of the host", "server-gone-names-host", [
    'disconnected\\n".format(HOST',
    'disconnected\\n".format(socket.gethostbyname(HOST)',
  ]],
  ["exits with 0 when the server is gone", "server-gone-exit-code", [
    "PORT))\n    sys.exit(1)\n\n\ndef send",
    "PORT))\n    sys.exit(0)\n\n\ndef send",
  ]],
  ["does not catch a refused connection", "cannot-connect", ["except OSError", "except KeyError"]],
  ["sends blank frames at the end of input", "end-of-input-no-flood", [
    "        if not data:\n            sys.exit(0)",
    '        if not data:\n            send("")',
  ]],
  ["stays at the end of input", "end-of-input", [
    "        if not data:\n            sys.exit(0)",
    "        if not data:\n            __import__('time').sleep(99)",
  ]],
];

const DIRECT_FAULTS: readonly Fault[] = [
  ["greets differently", "welcome", ["Welcome to Chat Client.", "Welcome!"]],
  ["prints more", "prints-nothing-else", [
    "    return line\n\n\ndef login",
    '    show("> " + line)\n    return line\n\n\ndef login',
  ]],
  ["sends no line end", "login", ['text + "\\n").encode()', "text).encode()"]],
  ["takes each read for a line", "split-in-text", [
    'while b"\\n" not in self.received',
    "while not self.received",
  ], [
    '        line, self.received = self.received.split(b"\\n", 1)',
    '        line, self.received = self.received.rstrip(b"\\n"), b""',
  ]],
  ["forgets what is behind a line", "joined-lines", [
    'line, self.received = self.received.split(b"\\n", 1)',
    'line, self.received = self.received.split(b"\\n", 1)[0], b""',
  ]],
  ["forgets an incomplete line", "line-and-a-half", [
    "self.received += data",
    "self.received = data",
  ]],
  ["reads 1,000 bytes of a line", "long-delivery", [
    "return line.decode",
    "return line[:1000].decode",
  ]],
  ["sends only the first word", "send-text-as-typed", [
    ' + " " + text)',
    ' + " " + text.split()[0])',
  ]],
  ["shows only the first word", "delivery", ['": " + text)', '": " + text.split()[0])']],
  ["writes names on one line", "list", [
    "            for name in names:\n                show(name)",
    '            show(", ".join(names))',
  ]],
  ["looks for words anywhere in a line", "delivery-that-looks-like-an-answer", [
    'if header == "DELIVERY":',
    'if "SEND-OK" in line:\n            show("The message was sent successfully")\n        elif header == "DELIVERY":',
  ]],
  ["takes the next line for the answer", "delivery-before-send-ok", [
    'if header == "DELIVERY":',
    'if globals().pop("waits", False):\n            show("The message was sent successfully")\n        elif header == "DELIVERY":',
  ], [
    '        connection.send("SEND "',
    '        globals()["waits"] = True\n        connection.send("SEND "',
  ]],
  ["ends after a failed login", "login-again", [
    'username is already in use.")',
    'username is already in use.")\n        os._exit(1)',
  ]],
  ["does not connect again", "login-again-on-a-new-connection", [
    "connection = Connection()\n            connection.send",
    "connection.send",
  ]],
  ["stays when the server is full", "login-server-full", [
    'is full!")\n            os._exit(0)',
    'is full!")\n            continue',
  ]],
  ["lets every name pass", "login-disallowed", ['FORBIDDEN = "!@#$%^&*, "', 'FORBIDDEN = ""']],
  ["does not know !quit", "quit", ['line == "!quit"', 'line == "!exit"']],
  ["says nothing of unknown users", "send-to-nobody", [
    'show("The destination user does not exist")',
    "pass",
  ]],
  ["sends what is no command", "other-input", [
    'elif line.startswith("@") and " " in line:',
    'elif not line.startswith("@"):\n        connection.send(line)\n    else:',
  ]],
  ["stays when the server is gone", "server-gone", [
    'show("The server is gone.")\n            os._exit(1)',
    "continue",
  ]],
];

/** Fails unless the case for a fault finds it. */
async function finds(
  dialect: keyof typeof DIALECTS,
  [fault, caught, ...changes]: Fault,
): Promise<void> {
  const [result] = await check(dialect, changedProgram(dialect, changes), [caught]);
  assert(result?.outcome === "failed", `${caught} does not find a client that ${fault}`);
  // The case has to find the fault that is meant, and not a mistake of this test.
  const mistake = /SyntaxError|NameError|IndentationError|did not connect/;
  assert.doesNotMatch(result.reason, mistake, `A client that ${fault}: ${result.reason}`);
}

for (const [dialect, faults] of [["channel", CHANNEL_FAULTS], ["direct", DIRECT_FAULTS]] as const) {
  Deno.test({
    name: `each fault of a client of the ${dialect} dialect is caught by the right case`,
    ignore: !HAS_PYTHON,
    async fn() {
      await forAll(faults, (fault) => retried(() => finds(dialect, fault)));
    },
  });

  Deno.test({
    name:
      `the client of the ${dialect} dialect without a fault passes all cases but those that only Parley has`,
    ignore: !HAS_PYTHON,
    async fn() {
      const names = DIALECTS[dialect].cases.filter(({ level }) => level !== "extra")
        .map(({ name }) => name);
      const program = changedProgram(dialect, []);
      await forAll(names, (name) =>
        retried(async () => {
          const results = await check(dialect, program, [name]);
          const reasons = results.filter(({ outcome }) => outcome !== "passed")
            .map(({ reason }) => reason);
          // Zero bytes at the end of a frame are no white space for Python.
          const expected = name === "padding-of-zero-bytes"
            ? ["The client prints the zero bytes."]
            : [];
          assert.deepEqual(reasons, expected, name);
        }));
    },
  });
}
