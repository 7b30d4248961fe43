import assert from "node:assert/strict";
import { factsOf } from "../../lib/dialects/irc/facts.ts";
import { FrameClient } from "../support/frame_client.ts";
import { until } from "./bus_support.ts";
import { type IrcStage, testOnStage } from "./irc_stage.ts";

/** Questions about users and channels, each with a part of its answer. */
const QUESTIONS: readonly (readonly [question: string, ...parts: string[]])[] = [
  ["WHOIS ann", " 311 READER ann uann n", ":Ann the Great", " 319 READER ann :@#tea"],
  ["WHOIS ann", " 312 READER ann 10.0.0.1:55555 ", " 301 READER ann :lunch", " 317 READER ann "],
  ["WHOIS ann", " 313 READER ann ", " 330 READER ann ann "],
  ["WHOIS bob", " 311 READER bob parley n", " 312 READER bob 10.0.0.2:55555 "],
  ["WHO #tea", " 352 READER #tea uann ", " 10.0.0.1:55555 ann G*@B :0 Ann the Great"],
  ["WHO ann", " 352 READER * uann "],
  ["WHO #tea %tcuhsnfdar,7", " 354 READER 7 #tea uann ", " ann G*@B 0 ann :Ann the Great"],
  ["WHO bob", " 10.0.0.2:55555 bob H :0 bob"],
  ["NAMES #tea", " 353 READER = #tea :@ann "],
  ["USERHOST ann bob", "ann*=-uann@n", "bob=+parley@n"],
  ["ISON ann bob nobody", " 303 READER :ann bob"],
  ["MONITOR + ann,bob,nobody", " 730 READER :ann!uann@n", " 731 READER :nobody"],
  ["LUSERS", " 251 READER :There are 4 users and 1 invisible on 2 servers", " 252 READER 1 "],
  ["LUSERS", " 266 READER 5 5 :Current global users 5, max 5"],
  ["MODE #tea", " 324 READER #tea +", " 329 READER #tea "],
  ["LIST", " 322 READER #tea 3 :what a channel"],
  ["TOPIC #tea", " 332 READER #tea :what a channel", " 333 READER #tea ann "],
  ["PRIVMSG ann :hi", " 301 READER ann :lunch"],
  ["INVITE ann #tea", " 443 READER ann #tea "],
];

testOnStage(
  "questions about users are answered alike on all servers",
  Object.fromEntries(QUESTIONS.map(([question, ...parts]) => [
    `${question}: ${parts.join(" ").trim()}`,
    async (stage: IrcStage) => {
      const port = stage.servers[1]!.chat.port;
      const ann = await stage.connect("ann", 0);
      const own = await stage.connect("own", 0);
      const far = await stage.connect("far", 1);
      await using bob = await FrameClient.connect(port, "bob");
      const facts = factsOf(stage.servers[0]!.hub.userByNick("ann")!);
      facts.modes.add("o");
      facts.account = "ann";
      await ann.act("JOIN #tea", "TOPIC #tea :what a channel", "SETNAME :Ann the Great");
      for (const [at, { client }] of [own, far].entries()) {
        await client.say("JOIN #tea\r\n");
        await stage.meet("tea", at + 2);
      }
      await far.act("MODE far +i");
      await ann.act("AWAY :lunch", "MODE ann +B");
      await stage.connect("zed", 0);
      await until(
        () =>
          stage.servers.every(({ hub }) =>
            factsOf(hub.userByNick("ann")!).modes.has("B") &&
            factsOf(hub.userByNick("far")!).modes.has("i") && hub.users.has("bob")
          ),
        "all facts",
      );
      const answers = [];
      for (const reader of [own, far]) {
        await reader.act();
        const lines = await reader.act(question);
        answers.push(
          lines.map((line) => line.replace(/ (?:own|far) /, " READER ").replace(IDLE, "$1")),
        );
      }
      const [here, there] = answers.map((lines) => lines.filter(isGlobal));
      assert.deepEqual(there, here);
      for (const part of parts) {
        assert(here!.some((line) => line.includes(part)), `${part} in\n${here!.join("\n")}`);
      }
      await bob.say("/leave");
    },
  ])),
);

/** How long somebody was idle, which not all servers know. */
const IDLE = /( 317 \S+ \S+) \d+/;

/** Reports whether a line says nothing about the server that is asked. */
function isGlobal(line: string): boolean {
  return !/ (?:255|265) /.test(line);
}
