import assert from "node:assert/strict";
import { MissedFrames } from "../../lib/clients/channel/missed_frames.ts";
import { pastEnd, pastMark, pastStart } from "../../lib/dialects/channel/past_frames.ts";

/** A client that comes back to a server, whose answers a test writes down. */
class Scene {
  readonly shown: string[] = [];
  readonly sent: string[] = [];
  /** The frames that answer each request, in turn. */
  readonly answers: string[][] = [];
  readonly missed: MissedFrames = new MissedFrames({
    ownName: () => "Me",
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

  hear(...frames: string[]): void {
    for (const frame of frames) if (!this.missed.onFrame(frame)) this.shown.push(frame);
  }

  /** Has the client learn the mark of its channel, and then hear frames. */
  async hearBehindMark(...frames: string[]): Promise<void> {
    this.answers.push([pastMark(7)]);
    this.missed.askForMark();
    await Promise.resolve();
    this.hear(...frames);
    assert.deepEqual(this.shown.splice(0), frames);
  }

  /** Loses the connection and comes back. Returns what the client shows. */
  async comeBack(early: readonly string[], ...answers: string[][]): Promise<string[]> {
    this.answers.push(...answers);
    this.missed.hold();
    this.hear(...early);
    await this.missed.catchUp(new Promise(() => {}));
    return this.shown.splice(0);
  }
}

/** Returns an answer with these texts of bob. */
function answer(after: number, ...frames: string[]): string[] {
  const past = frames.map((frame) => `10:31 ${frame}`);
  const start = pastStart({ count: frames.length, before: 3, first: 8 });
  return [start, ...past, pastEnd({ after, last: 20 })];
}

const [TITLE, NEW] = ["── said while you were away ──", "── new ──"];

const CASES: Readonly<
  Record<string, {
    readonly seen: readonly string[];
    /** What comes before the answer, and belongs to it. */
    readonly early?: readonly string[];
    readonly answers: string[][];
    readonly shows: readonly string[];
  }>
> = {
  "nothing was missed": {
    seen: ["[bob] ok"],
    answers: [answer(0, "[bob] ok")],
    shows: [],
  },
  "the same was said again": {
    seen: ["[bob] ok", "[bob] ok"],
    answers: [answer(0, "[bob] ok", "[bob] ok", "[bob] ok")],
    shows: [TITLE, "10:31 [bob] ok", NEW],
  },
  "the user and a blocked user were talking": {
    seen: ["[bob] a"],
    answers: [answer(0, "[Me] mine", "[bob] a", "[Me] mine, too", "[eve] psst", "[bob] b")],
    shows: [TITLE, "10:31 [bob] b", NEW],
  },
  "private messages and notices came in between": {
    seen: ["[bob to you] a", "[bob] b", "bob has left", "[zoe to all] c"],
    answers: [answer(0, "[bob] b", "[zoe] d")],
    shows: [TITLE, "10:31 [zoe] d", NEW],
  },
  "live messages come before and behind the answer": {
    seen: [],
    early: ["[bob] early", "zoe has joined"],
    answers: [[...answer(0, "[bob] old", "[bob] early"), "[bob] live", "zoe has left"]],
    shows: [
      ...["zoe has joined", "zoe has left"],
      ...[TITLE, "10:31 [bob] old", "10:31 [bob] early", NEW, "[bob] live"],
    ],
  },
  "the server has forgotten the marked message": {
    seen: ["[bob] a", "[bob] b"],
    answers: [answer(0, "[bob] b", "[bob] c")],
    shows: [TITLE, "10:31 [bob] c", NEW],
  },
  "more was said than an answer holds": {
    seen: ["[bob] a"],
    answers: [answer(900, "[bob] a", "[bob] b"), answer(0, "[bob] y", "[bob] z")],
    shows: [
      "── the last of what was said while you were away ──",
      ...["10:31 [bob] y", "10:31 [bob] z"],
      NEW,
    ],
  },
  "the server knows no past": {
    seen: ["[bob] a"],
    early: ["[bob] live"],
    answers: [["/history is not a valid control message. Valid messages are /create"]],
    shows: ["[bob] live"],
  },
  "the server does not answer": {
    seen: ["[bob] a"],
    early: ["[bob] live"],
    answers: [[]],
    shows: ["[bob] live"],
  },
};

for (const [name, { seen, early = [], answers, shows }] of Object.entries(CASES)) {
  Deno.test(`a client of frames that comes back shows the right messages when ${name}`, async () => {
    const scene = new Scene();
    await scene.hearBehindMark(...seen);
    assert.deepEqual(await scene.comeBack(early, ...answers), shows);
    assert.equal(scene.sent[1], "/history after 7 1000");
    scene.hear("[bob] later");
    assert.deepEqual(scene.shown, ["[bob] later"]);
  });
}

Deno.test("a client of frames without a mark asks for nothing and lets everything pass", async () => {
  const scene = new Scene();
  scene.hear("[bob] a");
  assert.deepEqual(await scene.comeBack(["[bob] b"]), ["[bob] a", "[bob] b"]);
  assert.deepEqual(scene.sent, []);
});

Deno.test("a client of frames asks for a new mark in each channel, and now and then", async () => {
  const scene = new Scene();
  await scene.hearBehindMark();
  scene.missed.onSent("/join milk");
  scene.missed.onSent("hello");
  scene.hear(pastMark(9), ...Array.from({ length: 450 }, (_, index) => `[bob] ${index}`));
  assert.deepEqual(scene.sent, ["/history mark", "/history mark", "/history mark"]);
});
