import { testScripts } from "./script.ts";

const LONG = "x".repeat(490);

/** Messages to users and channels. */
testScripts({
  "a message to a channel reaches its other members, and no one else": `
    ann connects
    bob connects
    eve connects
    ann > JOIN #tea
    bob > JOIN #tea
    ann ~
    bob ~
    ann > PRIVMSG #TEA :hello  there
    ann <= nothing
    bob < :ann!ann@n1.parley PRIVMSG #tea :hello  there
    eve <= nothing
    ann > NOTICE #tea word
    bob < :ann!ann@n1.parley NOTICE #tea :word`,
  "a message to users reaches each of them": `
    ann connects
    bob connects
    eve connects
    ann > PRIVMSG bob,EVE :hey
    bob < :ann!ann@n1.parley PRIVMSG bob :hey
    eve < :ann!ann@n1.parley PRIVMSG eve :hey
    ann <= nothing
    ann > PRIVMSG ann :note
    ann < PRIVMSG ann :note`,
  "mistakes in messages are answered by their numerics": `
    ann connects
    ann > PRIVMSG
    ann < 411 ann :No recipient given (PRIVMSG)
    ann > PRIVMSG bob
    ann < 412 ann :*
    ann > PRIVMSG bob :
    ann < 412 ann :*
    ann > PRIVMSG bob :hi
    ann < 401 ann bob :*
    ann > PRIVMSG #tea :hi
    ann < 403 ann #tea :*
    ann > PRIVMSG a,b,c,d,e :hi
    ann < 407 ann e :*
    ann ~`,
  "a NOTICE is never answered": `
    ann connects
    ann > NOTICE
    ann > NOTICE bob
    ann > NOTICE bob :hi
    ann > NOTICE #tea :hi
    ann > NOTICE @#tea :hi
    ann <= nothing`,
  "a sender that wants an echo gets one": `
    ann connects with echo-message
    bob connects
    ann > JOIN #tea
    bob > JOIN #tea
    ann ~
    bob ~
    ann > PRIVMSG #tea :hi
    ann < :ann!ann@n1.parley PRIVMSG #tea :hi
    bob < PRIVMSG #tea :hi
    ann > NOTICE bob :hi
    ann < :ann!ann@n1.parley NOTICE bob :hi
    bob < NOTICE bob :hi`,
  "events have a time and an id for clients that want them": `
    ann connects with server-time message-tags echo-message
    bob connects with server-time
    eve connects
    ann > JOIN #tea
    bob > JOIN #tea
    eve > JOIN #tea
    ann ~
    bob ~
    eve ~
    ann > PRIVMSG #tea :hi
    ann < @time=1970-01-01T00:00:00.000Z;msgid=* :ann!* PRIVMSG #tea :hi
    bob < @time=1970-01-01T00:00:00.000Z :ann!* PRIVMSG #tea :hi
    eve < @:ann!ann@n1.parley PRIVMSG #tea :hi`.replace("@:ann", ":ann"),
  "tags of programs are passed on to clients that want tags, and other tags to nobody": `
    ann connects with message-tags
    bob connects with message-tags
    eve connects with server-time
    ann > JOIN #tea
    bob > JOIN #tea
    eve > JOIN #tea
    bob ~
    eve ~
    ann > @+baz=bat;fizz=buzz PRIVMSG #tea hi
    bob < @msgid=*;+baz=bat :ann!* PRIVMSG #tea :hi
    eve < @time=* :ann!* PRIVMSG #tea :hi
    ann > @+buzz=fizz\\:buzz;cat=dog TAGMSG #tea
    bob < @msgid=*;+buzz=fizz\\:buzz :ann!ann@n1.parley TAGMSG #tea
    eve <= nothing
    ann > @+a TAGMSG bob
    bob < @msgid=*;+a :ann!* TAGMSG bob
    ann ~
    ann > TAGMSG
    ann < 411 ann :*
    ann > TAGMSG nobody
    ann < 401 ann nobody :*`,
  "lines and tags have a longest length": `
    ann connects with message-tags
    bob connects with message-tags
    ann > @+baz=${"a".repeat(4089)} TAGMSG bob
    bob < @msgid=*;+baz=aaa* TAGMSG bob
    ann > @+baz=${"a".repeat(4090)} TAGMSG bob
    ann < 417 ann :*
    ann > PING ${"x".repeat(505)}
    ann < PONG irc.test :xxxxx*
    ann > PING ${"x".repeat(506)}
    ann < 417 ann :*
    bob <= nothing`,
  "a line that is longer than any may be ends the connection": `
    ann connects
    ann > PRIVMSG bob ${"a".repeat(5000)}
    ann < 417 ann :*
    ann < ERROR :Closing Link: n1.parley (Your line is too long)
    ann <= nothing`,
  "a text that does not fit behind its sender is cut between characters": `
    ann connects
    bob connects
    ann > PRIVMSG bob :${LONG}
    bob < PRIVMSG bob :xxxx*
    ann > PRIVMSG bob :${"é".repeat(240)}
    bob < PRIVMSG bob :éééé*é`,
  "a line that is not UTF-8 is refused": `
    ann connects with labeled-response batch
    bob connects
    ann >! @label=1 PRIVMSG bob hi\\xaa
    ann < @label=1 :irc.test FAIL PRIVMSG INVALID_UTF8 :*
    ann > PING x
    ann < PONG irc.test :x
    bob <= nothing`,
  "an action is one, also for clients that want no tags": `
    ann connects
    bob connects
    ann > PRIVMSG bob :\\x01ACTION waves\\x01
    bob < PRIVMSG bob :\x01ACTION waves\x01
    ann > PRIVMSG bob :\\x01VERSION\\x01
    bob < PRIVMSG bob :\x01VERSION\x01
    bob > MODE bob +T
    bob < MODE bob +T
    ann > PRIVMSG bob :\\x01VERSION\\x01
    bob <= nothing`,
  "a channel without requests to programs takes actions": `
    ann connects
    bob connects
    ann > JOIN #tea
    bob > JOIN #tea
    ann > MODE #tea +C
    ann ~
    bob ~
    ann > PRIVMSG #tea :\\x01ACTION hi\\x01
    bob < PRIVMSG #tea :\x01ACTION hi\x01
    ann > PRIVMSG #tea :\\x01PING 1\\x01
    ann < 404 ann #tea :*
    bob <= nothing`,
  "a message to the operators of a channel reaches them alone": `
    ann connects
    bob connects
    eve connects
    ann > JOIN #tea
    bob > JOIN #tea
    eve > JOIN #tea
    ann > MODE #tea +o eve
    ann ~
    bob ~
    eve ~
    eve > PRIVMSG @#tea :for operators
    ann < :eve!* PRIVMSG @#tea :for operators
    bob <= nothing
    eve <= nothing
    bob > NOTICE +#tea :help
    ann < :bob!* NOTICE +#tea :help
    eve < :bob!* NOTICE +#tea :help`,
  "users who are away say so, and come back": `
    ann connects with away-notify
    bob connects
    ann > JOIN #tea
    bob > JOIN #tea
    ann ~
    bob ~
    bob > AWAY :at tea
    bob < 306 bob :*
    ann < :bob!bob@n1.parley AWAY :at tea
    ann > PRIVMSG bob :hi
    ann < 301 ann bob :at tea
    bob ~
    ann > NOTICE bob :hi
    ann <= nothing
    bob ~
    bob > PART #tea
    ann ~
    bob ~
    bob > JOIN #tea
    ann < :bob!* JOIN #tea
    ann < :bob!* AWAY :at tea
    bob ~
    bob > AWAY
    bob < 305 bob :*
    ann < :bob!* AWAY
    ann > PRIVMSG bob :hi
    ann <= nothing`,
  "a bot is known as one": `
    bot connects
    ann connects with message-tags
    bot > MODE bot +B
    bot < MODE bot +B
    bot > PRIVMSG ann :beep
    ann < @msgid=*;bot;draft/bot :bot!* PRIVMSG ann :beep
    ann > WHOIS bot
    ann << 335 ann bot :*`,
});
