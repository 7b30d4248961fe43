import assert from "node:assert/strict";
import { messageText } from "../../lib/clients/messenger/message_text.ts";

/** What ann reads. */
function read(
  action: string,
  source: string,
  destination: string,
  body: string | string[] = "",
): string | undefined {
  return messageText({ action, source, destination, body }, "ann");
}

Deno.test("messageText says who spoke to whom", () => {
  assert.equal(read("message", "bob", "#tea", "hi"), "[bob] hi");
  assert.equal(read("message", "bob", "ann", "hi"), "[bob to you] hi");
  assert.equal(read("broadcast", "bob", "*", "hi"), "[bob to all] hi");
});

Deno.test("messageText names the speaker in each line, however lines are broken", () => {
  assert.equal(
    read("message", "bob", "ann", "1\n[eve] 2\r\n\r3\n"),
    "[bob to you] 1\n[bob to you] [eve] 2\n[bob to you] \n[bob to you] 3\n[bob to you] ",
  );
});

Deno.test("messageText tells who comes and goes", () => {
  assert.equal(read("joined", "bob", "#tea"), "bob has joined #tea");
  assert.equal(read("left", "bob", "#tea"), "bob has left #tea");
  assert.equal(read("joined", "ann", "#tea"), "You are in #tea now");
  assert.equal(read("left", "ann", "#tea"), "You have left #tea");
});

Deno.test("messageText shows no name that forges a message, or hides something", () => {
  assert.equal(read("joined", "[bob]", "#tea"), "(bob) has joined #tea");
  assert.equal(read("message", "bob]", "#tea", "hi"), "[bob)] hi");
  assert.equal(read("message", "bo\u200bb", "#tea", "hi"), "[bo<U+200B>b] hi");
  assert.equal(read("left", "bob", "#te\u200ba"), "bob has left #te<U+200B>a");
});

Deno.test("messageText makes one line of a list", () => {
  assert.equal(read("users", "server", "ann", ["ann", "bob"]), "2 users: ann, bob");
  assert.equal(read("users", "server", "ann", ["ann"]), "1 user: ann");
  assert.equal(read("channels", "server", "ann", ["#tea", "#b"]), "2 channels: #tea, #b");
  assert.equal(read("channels", "server", "ann", []), "There is no channel yet");
});

Deno.test("messageText gives errors as they are, and is silent about what went well", () => {
  assert.equal(read("error", "server", "ann", "You are not in it"), "You are not in it");
  assert.equal(read("goodbye", "server", "ann", "too many"), "too many");
  assert.equal(read("delivered", "server", "bob"), undefined);
});
