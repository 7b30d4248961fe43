import { testScripts } from "./script.ts";

/** Answers that have the label of their command. */
testScripts({
  "one line has the label itself, several are in a batch, and nothing is an ACK": `
    ann connects with labeled-response batch server-time
    ann > @label=1 PING x
    ann < @label=1 :irc.test PONG irc.test :x
    ann > @label=2 PONG x
    ann < @label=2 :irc.test ACK
    ann > @label=3 JOIN #tea
    ann < @label=3 :irc.test BATCH +1 labeled-response
    ann < @batch=1;time=* :ann!* JOIN #tea
    ann < @batch=1 :irc.test 353 ann = #tea :@ann
    ann < @batch=1 :irc.test 366 ann #tea :*
    ann < :irc.test BATCH -1
    ann > @label=4 TEAPOT
    ann < @label=4 :irc.test 421 ann TEAPOT :*`,
  "an echo has the label, and the message to others has not": `
    ann connects with labeled-response batch echo-message message-tags
    bob connects with labeled-response batch message-tags
    ann > @label=1;+x=y PRIVMSG bob :hi
    ann < @label=1;msgid=*;+x=y :ann!* PRIVMSG bob :hi
    bob < @msgid=*;+x=y :ann!* PRIVMSG bob :hi
    ann > @label=2;+x=y TAGMSG bob
    ann < @label=2;msgid=*;+x=y :ann!* TAGMSG bob
    bob < @msgid=*;+x=y :ann!* TAGMSG bob
    ann > @label=3 NOTICE ann :note
    ann < @msgid=* :ann!* NOTICE ann :note
    ann < @label=3;msgid=* :ann!* NOTICE ann :note`,
  "echoes of one message to several users are a batch": `
    ann connects with labeled-response batch echo-message
    bob connects
    eve connects
    ann > @label=1 PRIVMSG bob,eve :hi
    ann < @label=1 :irc.test BATCH +1 labeled-response
    ann < @batch=1 :ann!* PRIVMSG bob :hi
    ann < @batch=1 :ann!* PRIVMSG eve :hi
    ann < :irc.test BATCH -1`,
  "without the capability, a label is a tag like any other": `
    ann connects
    ann > @label=1 PING x
    ann < :irc.test PONG irc.test :x`,
});
