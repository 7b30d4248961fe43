import { MemoryHistory } from "../../../lib/history/memory_history.ts";
import { testScripts } from "./script.ts";

/** A channel in which something was said once a minute. */
const SCENE = `
    ann connects with batch message-tags server-time draft/chathistory
    ann > JOIN #tea
    ann > PRIVMSG #tea :zero
    1 minutes pass
    ann > PRIVMSG #tea :one
    1 minutes pass
    ann > PRIVMSG #tea :two
    1 minutes pass
    ann > PRIVMSG #tea :three
    ann ~`;

const CASES: Readonly<Record<string, string>> = {
  "the latest messages of a channel are a batch, with their times and ids": `${SCENE}
    ann > CHATHISTORY LATEST #tea * 2
    ann < BATCH +1 chathistory #tea
    ann < @batch=1;time=1970-01-01T00:02:00.000Z;msgid=4 :ann!ann@n1.parley PRIVMSG #tea :two
    ann < @batch=1;time=1970-01-01T00:03:00.000Z;msgid=5 :ann!ann@n1.parley PRIVMSG #tea :three
    ann < BATCH -1
    ann > CHATHISTORY LATEST #tea msgid=4 10
    ann < BATCH +2 *
    ann < PRIVMSG #tea :three
    ann < BATCH -2`,
  "messages before, after, around and between places are found by id": `${SCENE}
    ann > CHATHISTORY BEFORE #tea msgid=4 1
    ann < BATCH *
    ann < PRIVMSG #tea :one
    ann < BATCH *
    ann > CHATHISTORY AFTER #tea msgid=3 10
    ann < BATCH *
    ann < PRIVMSG #tea :two
    ann < PRIVMSG #tea :three
    ann < BATCH *
    ann > CHATHISTORY AROUND #tea msgid=4 3
    ann < BATCH *
    ann < PRIVMSG #tea :one
    ann < PRIVMSG #tea :two
    ann < PRIVMSG #tea :three
    ann < BATCH *
    ann > CHATHISTORY AROUND #tea msgid=4 1
    ann < BATCH *
    ann < PRIVMSG #tea :two
    ann < BATCH *
    ann > CHATHISTORY BETWEEN #tea msgid=2 msgid=5 10
    ann < BATCH *
    ann < PRIVMSG #tea :one
    ann < PRIVMSG #tea :two
    ann < BATCH *
    ann > CHATHISTORY BETWEEN #tea msgid=5 msgid=2 1
    ann < BATCH *
    ann < PRIVMSG #tea :two
    ann < BATCH *`,
  "messages before, after and between places are found by time": `${SCENE}
    ann > CHATHISTORY BEFORE #tea timestamp=1970-01-01T00:02:00.000Z 1
    ann < BATCH *
    ann < PRIVMSG #tea :one
    ann < BATCH *
    ann > CHATHISTORY AFTER #tea timestamp=1970-01-01T00:01:00.000Z 10
    ann < BATCH *
    ann < PRIVMSG #tea :two
    ann < PRIVMSG #tea :three
    ann < BATCH *
    ann > CHATHISTORY BETWEEN #tea timestamp=1970-01-01T00:00:00.000Z timestamp=1970-01-01T00:03:00.000Z 10
    ann < BATCH *
    ann < PRIVMSG #tea :one
    ann < PRIVMSG #tea :two
    ann < BATCH *
    ann > CHATHISTORY TARGETS timestamp=1970-01-01T00:00:00.000Z timestamp=1970-01-01T01:00:00.000Z 10
    ann < BATCH * draft/chathistory-targets
    ann < CHATHISTORY TARGETS #tea 1970-01-01T00:03:00.000Z
    ann < BATCH *`,
  "the past of other channels, and nonsense, are refused": `${SCENE}
    ann > CHATHISTORY LATEST #milk * 10
    ann < FAIL CHATHISTORY INVALID_TARGET LATEST #milk :*
    ann > CHATHISTORY LATEST #tea
    ann < FAIL CHATHISTORY NEED_MORE_PARAMS LATEST :*
    ann > CHATHISTORY LATEST #tea tea 10
    ann < FAIL CHATHISTORY INVALID_PARAMS LATEST :*
    ann > CHATHISTORY LATEST #tea * none
    ann < FAIL CHATHISTORY INVALID_PARAMS LATEST :*
    ann > CHATHISTORY TEA #tea * 10
    ann < FAIL CHATHISTORY INVALID_PARAMS TEA :*
    bob connects
    bob > CHATHISTORY LATEST #tea * 10
    bob < FAIL CHATHISTORY INVALID_TARGET LATEST #tea :*`,
  "a label stands on the batch itself": `${SCENE}
    bob connects with batch labeled-response draft/chathistory
    bob > JOIN #tea
    bob ~
    bob > @label=x CHATHISTORY LATEST #tea * 1
    bob < @label=x :irc.test BATCH +1 chathistory #tea
    bob < @batch=1 :ann!* PRIVMSG #tea :three
    bob < :irc.test BATCH -1`,
};

for (const [fact, script] of Object.entries(CASES)) {
  testScripts({ [fact]: script }, { history: new MemoryHistory({ maxCount: 100, now: () => 0 }) });
}
