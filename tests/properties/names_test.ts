import assert from "node:assert/strict";
import fc from "fast-check";
import { Hub } from "../../lib/chat/hub.ts";
import { lookOf } from "../../lib/chat/look.ts";
import { hasInvisible, revealInvisible, visibleName } from "../../lib/chat/name.ts";
import { looksLikeServer } from "../../lib/chat/server_name.ts";
import { keyOf, User } from "../../lib/chat/user.ts";
import { channelDialect } from "../../lib/dialects/channel/channel.ts";
import { FRAME_SIZE, toFrames } from "../../lib/framing/fixed_frames.ts";
import { cutText } from "../../lib/framing/cut_text.ts";
import { connectTogether, heard, say } from "../dialects/channel_clients.ts";
import { Wire, type WireClient } from "../dialects/wire.ts";
import { messengerDialect } from "../../lib/dialects/messenger/messenger.ts";
import { holds } from "./holds.ts";
import { encode, text } from "./streams.ts";

/** Texts of characters that are composed, joined, invisible or look like others. */
const tricky = fc.string({
  unit: fc.constantFrom(
    ...["a", "\u0430", "l", "1", "I", "\u04c0", "m", "rn", "e\u0301", "é", "_", "2", "[", "］"],
    ...["\u200d", "\u200c", "\ufe0f", "\ufe0e", "❤", "👩", "🚀", "\u0627", "\u0651", "\u094d", "क"],
    ...["\u0301", "\u{1d159}", "\ue000", " ", "\u2800", "🇩", "🇪", "1\u20e3"],
  ),
  maxLength: 12,
});
const anyName = fc.oneof(tricky, text);

holds(
  "visibleName leaves a name that is visible, and keeps such a name unchanged",
  fc.property(anyName, (name) => {
    const visible = visibleName(name);
    assert.equal(hasInvisible(visible), false);
    assert.equal(visibleName(visible), visible);
  }),
);

holds(
  "revealInvisible keeps a visible name, and leaves nothing invisible in others",
  fc.property(anyName, (name) => {
    const revealed = revealInvisible(name);
    assert.equal(revealed === name, !hasInvisible(name));
    assert.equal(hasInvisible(revealed), false);
  }),
);

holds(
  "the key of a name is a name with the same key, and looks like what it looks like",
  fc.property(anyName, (name) => {
    const key = keyOf(name);
    assert.equal(keyOf(key), key);
    const { skeleton } = lookOf(key);
    assert.equal(lookOf(skeleton).skeleton, skeleton);
  }),
);

holds(
  "cutText returns the longest start that fits, except for a part of a grapheme",
  fc.property(anyName, fc.nat(60), (text, maxBytes) => {
    const cut = cutText(text, maxBytes);
    assert(text.startsWith(cut));
    assert(encode(cut).length <= maxBytes);
    const [next = ""] = Array.from(
      new Intl.Segmenter().segment(text.slice(cut.length)),
      ({ segment }) => segment,
    );
    assert(next === "" || encode(cut + next).length > maxBytes);
  }),
);

/** A login under a name from a small set, or the logout of one of the users. */
const step = fc.record({
  name: fc.oneof(
    fc.constantFrom("al", "a1", "аl", "аI", "al_2", "аl_2", "server", "ѕerver", "Al ice", "Al_ice"),
    tricky,
  ),
  isLogin: fc.boolean(),
  user: fc.nat(),
});

holds(
  "no two users have names that are the same or look alike, and a name is free without them",
  fc.property(fc.array(step, { maxLength: 40, size: "max" }), (steps) => {
    const hub = new Hub({ sinks: [], now: () => 0 });
    for (const { name, isLogin, user } of steps) {
      const users = [...hub.users.values()];
      if (isLogin) assert(hub.login(hub.firstFreeName(name)) instanceof User);
      else if (users.length > 0) hub.logout(users[user % users.length]!);
      assertDistinct([...hub.users.keys()]);
    }
    for (const user of hub.users.values()) hub.logout(user);
    for (const { name } of steps) {
      const expected = looksLikeServer(name) ? `${name}_2` : name;
      assert.equal(hub.firstFreeName(name), expected);
    }
  }),
);

function assertDistinct(keys: readonly string[]): void {
  const looks = keys.map(lookOf);
  for (const [at, { skeleton, beyondAscii }] of looks.entries()) {
    assert.equal(looksLikeServer(keys[at]!), false);
    const alike = looks.filter((look) => look.skeleton === skeleton);
    assert(alike.every((look) => look.beyondAscii === beyondAscii), keys.join());
  }
}

const longName = fc.oneof(
  anyName,
  fc.string({
    unit: fc.constantFrom("x", "é", "日", "👋", "e\u0301", "👩‍🚀", " "),
    maxLength: 150,
    size: "max",
  }),
);

holds(
  "whatever a user's name and dialect, members read each notice in one frame",
  fc.property(longName, fc.boolean(), (name, isFrameUser) => {
    const wire = new Wire();
    const [alice] = connectTogether(wire, "Alice") as [WireClient];
    if (isFrameUser) {
      const user = wire.connect(channelDialect());
      user.write(toFrames(name).subarray(0, FRAME_SIZE));
      say(user, "/join tea", "hi");
      user.close();
    } else {
      const user = wire.connect(messengerDialect({ maxLine: 10_000 }));
      const send = (action: string, source: string, destination: string, body: string) =>
        user.write(encode(`${JSON.stringify({ action, source, destination, body })}\n`));
      send("login", name, "", "");
      send("join", "", "#tea", "");
      send("message", "", "#tea", "hi");
      user.close();
    }
    const texts = heard(alice);
    const forms = [/^.+ has joined$/s, /^\[[^\]]+\] hi$/s, /^.+ has left$/s];
    assert(texts.length === 0 && !isFrameUser || texts.length === 3, texts.join("\n"));
    texts.forEach((text, at) => assert.match(text, forms[at]!));
  }),
  200,
);
