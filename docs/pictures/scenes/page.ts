import { ChatPage } from "../../../tests/browser/chat_page.ts";
import { Chromium, type Screen } from "../../../tests/browser/chromium.ts";
import { line, logIn } from "../../../tests/support/messenger_peer.ts";
import { ServerProcess } from "../../../tests/support/server_process.ts";

/** The document of the page, for the functions that run there. */
// deno-lint-ignore no-explicit-any -- the types of browsers would hold for every program
declare const document: any;

/** What others say while ann watches. */
const CONVERSATION: readonly (readonly [string, string])[] = [
  ["ben", "Morning! Did somebody see the sensor from bench 3?"],
  ["Lena", "It is at the window. I took it for the light test, sorry"],
  ["Lena", "The readings are here: https://lab.example.org/readings/light-42"],
  ["Mei", "Thanks. This is how I read it:\nfor line in port:\n    print(int(line) / 1024)"],
  ["ben", "ann, can you check whether yours counts from 0, too?"],
];

/** Takes a picture of a conversation in the page, as PNG. */
export async function takePicture(screen: Screen): Promise<Uint8Array<ArrayBuffer>> {
  await using server = await ServerProcess.start();
  await using chromium = await Chromium.start();
  const { port } = server;
  await using ben = await logIn(port, "ben", "#lab");
  await using lena = await logIn(port, "Lena", "#kitchen");
  await lena.say(line("join", { destination: "#lab" }));
  await using mei = await logIn(port, "Mei", "#projector");
  await using _zoe = await logIn(port, "zoe", "#kitchen");
  await using _kofi = await logIn(port, "Kofi", "#projector");
  await mei.say(line("join", { destination: "#lab" }));
  const users = new Map([["ben", ben], ["Lena", lena], ["Mei", mei]]);
  await ben.hear(2);
  const ann = await ChatPage.logIn(chromium, port, "ann", screen);
  await ann.choose("lab");
  await ann.say("Good morning, everybody");
  await ann.hears("Good morning, everybody");
  for (const [name, body] of CONVERSATION) {
    await users.get(name)!.say(line("message", { destination: "#lab", body }));
    await ann.hears(body.slice(-20));
  }
  await ann.say("It does. I put mine back in the box");
  await ann.hears("back in the box");
  await ann.say("/me looks for the other one");
  await ann.hears("looks for the other one");
  await lena.say(line("message", { destination: "ann", body: "Lunch at 12?" }));
  await ann.waitUntil("the private message counts", () => document.title.startsWith("(1)"));
  await ann.type("#text", "Has anybody seen");
  return await ann.page.screenshot();
}
