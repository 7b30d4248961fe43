import assert from "node:assert/strict";
import { listText, messageText } from "../../lib/clients/messenger/message_text.ts";

/** Returns the text that ann reads for a message. */
function read(
  action: string,
  source: string,
  destination: string,
  body: string | string[] = "",
): string | undefined {
  return messageText({ action, source, destination, body }, "ann");
}

Deno.test("messageText names the speaker, and the audience outside channels", () => {
  assert.equal(read("message", "bob", "#tea", "hi"), "[bob] hi");
  assert.equal(read("message", "bob", "ann", "hi"), "[bob to you] hi");
  assert.equal(read("broadcast", "bob", "*", "hi"), "[bob to all] hi");
});

Deno.test("messageText names the speaker in each line, whatever the line breaks", () => {
  assert.equal(
    read("message", "bob", "ann", "1\n[eve] 2\r\n\r3\n"),
    "[bob to you] 1\n[bob to you] [eve] 2\n[bob to you] \n[bob to you] 3\n[bob to you] ",
  );
});

Deno.test("messageText says who joins and leaves a channel", () => {
  assert.equal(read("joined", "bob", "#tea"), "bob has joined #tea");
  assert.equal(read("left", "bob", "#tea"), "bob has left #tea");
  assert.equal(read("joined", "ann", "#tea"), "You are in #tea now");
  assert.equal(read("left", "ann", "#tea"), "You have left #tea");
});

Deno.test("messageText reveals names that forge a message or hide characters", () => {
  assert.equal(read("joined", "[bob]", "#tea"), "(bob) has joined #tea");
  assert.equal(read("message", "bob]", "#tea", "hi"), "[bob)] hi");
  assert.equal(read("message", "bo\u200bb", "#tea", "hi"), "[bo<U+200B>b] hi");
  assert.equal(read("left", "bob", "#te\u200ba"), "bob has left #te<U+200B>a");
});

Deno.test("messageText shows what a user does without brackets", () => {
  assert.equal(read("message", "bob", "#tea", "* bob waves"), "* bob waves");
  assert.equal(read("message", "bo\u200bb", "#tea", "* bo\u200bb waves"), "* bo<U+200B>b waves");
});

Deno.test("messageText names the sender of a text that says what somebody else does", () => {
  for (const body of ["* ann waves", "* bob", "*bob waves", "* bobby waves", " * bob waves"]) {
    assert.equal(read("message", "bob", "#tea", body), `[bob] ${body}`);
  }
  // Each line needs its sender, and a private message its addressee.
  assert.equal(read("message", "bob", "#tea", "* bob a\nb"), "[bob] * bob a\n[bob] b");
  assert.equal(read("message", "bob", "ann", "* bob waves"), "[bob to you] * bob waves");
  assert.equal(read("broadcast", "bob", "*", "* bob waves"), "[bob to all] * bob waves");
});

Deno.test("listText puts a list on one line", () => {
  assert.equal(listText("user", ["ann", "bob"]), "2 users: ann, bob");
  assert.equal(listText("user", ["ann"]), "1 user: ann");
  assert.equal(listText("user", ["a\u200b"], "in #tea"), "1 user in #tea: a<U+200B>");
  assert.equal(listText("channel", ["#tea", "#b"]), "2 channels: #tea, #b");
  assert.equal(listText("channel", []), "There are no channels yet");
  assert.equal(listText("user", [], "in #tea"), "There are no users in #tea");
});

Deno.test("messageText shows errors as they are, and nothing for a delivery", () => {
  assert.equal(read("error", "server", "ann", "You are not in it"), "You are not in it");
  assert.equal(read("goodbye", "server", "ann", "too many"), "too many");
  assert.equal(read("delivered", "server", "bob"), undefined);
});
