import assert from "node:assert/strict";
import { MissedFrames } from "../../lib/clients/channel/missed_frames.ts";
import { pastEnd, pastMark, pastStart } from "../../lib/dialects/channel/past_frames.ts";

/** A client that comes back to a server, whose answers a test writes down. */
class Scene {
  readonly shown: string[] = [];
  readonly sent: string[] = [];
  /** The frames that answer each request, in turn. */
  readonly answers: (readonly string[])[] = [];
  readonly missed: MissedFrames;

  constructor(readsIds = true) {
    this.missed = new MissedFrames({
      ownName: () => "Me",
      readsIds: () => readsIds,
      send: (line) => {
        this.sent.push(line);
        const frames = this.answers.shift() ?? [];
        return Promise.resolve().then(() => this.hear(...frames));
      },
      print: (text) => void this.shown.push(text),
      show: (frame) => void this.shown.push(frame),
      hides: (sender) => sender === "eve",
      patienceMs: 20,
    });
  }

  hear(...frames: readonly string[]): void {
    for (const frame of frames) this.shown.push(...this.missed.take(frame));
  }

  /** Has the client learn the mark of its channel. */
  async learnMark(...ids: number[]): Promise<void> {
    this.answers.push([pastMark(ids)]);
    this.missed.askForMark();
    await Promise.resolve();
    assert.deepEqual(this.sent.splice(0), ["/history mark"]);
  }

  /** Loses the connection and comes back. Returns what the client shows. */
  async comeBack(
    early: readonly string[],
    ...answers: (readonly string[])[]
  ): Promise<readonly string[]> {
    this.answers.push(...answers);
    this.missed.onOpen();
    this.missed.hold();
    this.hear(...early);
    await this.missed.catchUp(new Promise(() => {}));
    return this.shown.splice(0);
  }
}

/** Returns the frames of messages, each given by its id and its text. */
function said(...messages: readonly (readonly [id: number, text: string])[]): string[] {
  return messages.map(([id, text]) => `${text}\0${id}`);
}

/** Returns an answer with past messages, each given by its id and its text. */
function answer(after: number, ...messages: readonly (readonly [id: number, text: string])[]) {
  const past = said(...messages).map((frame) => `10:31 ${frame}`);
  const start = pastStart({ count: past.length, before: 3, first: 8 });
  return [start, ...past, pastEnd({ after, last: 20 })];
}

const [TITLE, NEW] = ["── said while you were away ──", "── new ──"];
const LAST = "── the last of what was said while you were away ──";

interface Case {
  /** The ids of the mark: one on a single server. */
  readonly mark?: readonly number[];
  readonly seen: readonly string[];
  /** What comes before the answer. */
  readonly early?: readonly string[];
  readonly asks?: string;
  readonly answers: readonly (readonly string[])[];
  readonly shows: readonly string[];
}

/** In a cluster, the remainder of an id by 128 tells which server took the message. */
const at = (server: number, number: number) => 128 * number + server;

const CASES: Readonly<Record<string, Case>> = {
  "nothing was missed": {
    seen: said([8, "[bob] ok"]),
    answers: [answer(0)],
    asks: "/history after 8 1000",
    shows: [],
  },
  "the same was said again": {
    seen: said([8, "[bob] ok"], [9, "[bob] ok"]),
    answers: [answer(0, [10, "[bob] ok"])],
    asks: "/history after 9 1000",
    shows: [TITLE, "10:31 [bob] ok", NEW],
  },
  "the user and a blocked user were talking": {
    seen: said([8, "[bob] a"]),
    answers: [answer(0, [9, "[Me] mine"], [10, "[eve] psst"], [11, "[bob] b"])],
    shows: [TITLE, "10:31 [bob] b", NEW],
  },
  "private messages and notices came in between": {
    seen: [...said([8, "[bob to you] a"], [9, "[bob] b"]), "bob has left"],
    answers: [answer(0, [11, "[zoe] d"])],
    asks: "/history after 9 1000",
    shows: [TITLE, "10:31 [zoe] d", NEW],
  },
  "live messages come before and behind the answer": {
    seen: [],
    early: [...said([9, "[bob] early"]), "zoe has joined"],
    answers: [[
      ...answer(0, [8, "[bob] old"], [9, "[bob] early"]),
      ...said([10, "[bob] live"]),
      "zoe has left",
    ]],
    shows: [
      ...["zoe has joined", "zoe has left"],
      ...[TITLE, "10:31 [bob] old", NEW, "[bob] early", "[bob] live"],
    ],
  },
  "a long message takes several frames": {
    seen: ["[bob] one\0+", ...said([8, "[bob] two"]), "[bob] three\0+"],
    answers: [[
      pastStart({ count: 1, before: 3, first: 9 }),
      "10:31 [bob] three\0+",
      ...said([9, "10:31 [bob] four"]),
      pastEnd({ after: 0, last: 9 }),
    ]],
    shows: [TITLE, "10:31 [bob] three", "10:31 [bob] four", NEW],
  },
  "more was said than an answer holds": {
    seen: said([8, "[bob] a"]),
    answers: [answer(900, [9, "[bob] b"]), answer(0, [907, "[bob] y"], [908, "[bob] z"])],
    shows: [LAST, "10:31 [bob] y", "10:31 [bob] z", NEW],
  },
  "the server knows no past": {
    seen: said([8, "[bob] a"]),
    early: said([9, "[bob] live"]),
    answers: [["/history is not a valid control message. Valid messages are /create"]],
    shows: ["[bob] live"],
  },
  "the server does not answer": {
    seen: said([8, "[bob] a"]),
    early: said([9, "[bob] live"]),
    answers: [[]],
    shows: ["[bob] live"],
  },
  "another server of a cluster is behind with a message that has come": {
    mark: [0, at(1, 100), at(2, 101)],
    seen: said([at(1, 110), "[bob] a"], [at(2, 105), "[zoe] b"]),
    early: said([at(2, 105), "[zoe] b"]),
    asks: `/history after 0,${at(1, 110)},${at(2, 105)} 1000`,
    answers: [[...answer(0), ...said([at(2, 105), "[zoe] b"], [at(2, 106), "[zoe] c"])]],
    shows: ["[zoe] c"],
  },
  "a message of a third server has a smaller id than the last one that has come": {
    mark: [0, at(1, 100), at(3, 90)],
    seen: said([at(1, 110), "[bob] a"]),
    asks: `/history after 0,${at(1, 110)},${at(3, 90)} 1000`,
    answers: [answer(0, [at(3, 95), "[zoe] late"], [at(1, 111), "[bob] b"])],
    shows: [TITLE, "10:31 [zoe] late", "10:31 [bob] b", NEW],
  },
  "a server of a cluster speaks for the first time": {
    mark: [at(0, 50), at(1, 100)],
    seen: [],
    asks: `/history after ${at(0, 50)},${at(1, 100)} 1000`,
    answers: [answer(0, [at(4, 99), "[zoe] late"])],
    shows: [TITLE, "10:31 [zoe] late", NEW],
  },
};

for (
  const [name, { mark = [7], seen, early = [], asks, answers, shows }] of Object.entries(CASES)
) {
  Deno.test(`a client of frames that comes back shows the right messages when ${name}`, async () => {
    const scene = new Scene();
    await scene.learnMark(...mark);
    scene.hear(...seen);
    scene.shown.length = 0;
    assert.deepEqual(await scene.comeBack(early, ...answers), shows);
    if (asks !== undefined) assert.equal(scene.sent[0], asks);
    scene.hear(...said([at(5, 9999), "[bob] later"]));
    assert.deepEqual(scene.shown, ["[bob] later"]);
  });
}

Deno.test("a client of frames whose connection breaks twice shows each message once", async () => {
  const scene = new Scene();
  await scene.learnMark(7);
  scene.missed.hold();
  scene.hear(...said([8, "[bob] a"]));
  await scene.missed.catchUp(Promise.resolve());
  assert.deepEqual(scene.shown, []);
  const both = [[8, "[bob] a"], [9, "[bob] b"]] as const;
  const shown = [TITLE, "10:31 [bob] a", "10:31 [bob] b", NEW];
  assert.deepEqual(await scene.comeBack([], answer(0, ...both)), shown);
});

Deno.test("a private message that comes again is shown once, and the same text as often as it was sent", () => {
  const scene = new Scene();
  scene.hear(...said([8, "[bob to you] ok"], [9, "[bob to you] ok"], [10, "[bob to all] ok"]));
  scene.missed.onOpen();
  scene.hear(...said([9, "[bob to you] ok"], [10, "[bob to all] ok"], [11, "[bob to you] ok"]));
  const [own, all] = ["[bob to you] ok", "[bob to all] ok"];
  assert.deepEqual(scene.shown, [own, own, all, own]);
});

Deno.test("a client of frames of a foreign server asks for nothing and lets everything pass", async () => {
  const scene = new Scene(false);
  scene.missed.onSent("/join tea");
  scene.hear("[bob] a\0" + "17", "[bob] a\0" + "17");
  assert.deepEqual(await scene.comeBack(["[bob] b"]), [
    "[bob] a\0" + "17",
    "[bob] a\0" + "17",
    "[bob] b",
  ]);
  assert.deepEqual(scene.sent, []);
});

Deno.test("a client of frames asks for a new mark in each channel", async () => {
  const scene = new Scene();
  await scene.learnMark(7);
  scene.missed.onSent("hello");
  scene.missed.askForMark();
  assert.deepEqual(scene.sent, []);
  scene.missed.onSent("/join milk");
  assert.deepEqual(scene.sent, ["/history mark"]);
});

Deno.test("a client asks with few ids for what was said on many servers", async () => {
  const scene = new Scene();
  const [first, ...others] = Array.from({ length: 20 }, (_, slot) => at(slot, 1_000_000));
  await scene.learnMark(0, first!, ...others);
  await scene.comeBack([], answer(0));
  assert.equal(scene.sent[0], `/history after ${at(19, 1_000_000) - 60_000_000} 1000`);
});
