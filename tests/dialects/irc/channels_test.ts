import { testScripts } from "./script.ts";

/** Channels, their members and their topics. */
testScripts({
  "a JOIN is told to all members, and answered by topic and names": `
    ann connects
    bob connects
    ann > JOIN #tea
    ann < :ann!ann@n1.parley JOIN #tea
    ann < 353 ann = #tea :@ann
    ann < 366 ann #tea :*
    ann <= nothing
    ann > TOPIC #tea :about tea
    ann < TOPIC #tea :about tea
    bob > JOIN #TEA
    bob < JOIN #tea
    bob < 332 bob #tea :about tea
    bob < 333 bob #tea ann *
    bob < 353 bob = #tea :@ann bob
    bob < 366 bob #tea :*
    bob <= nothing
    ann < :bob!bob@n1.parley JOIN #tea
    ann <= nothing
    bob > JOIN #tea
    bob <= nothing`,
  "several channels are joined at once, with keys, and left with JOIN 0": `
    ann connects
    bob connects
    ann > JOIN #one,#two
    ann > MODE #two +k key
    bob > JOIN #one,#two ,key
    bob << JOIN #one
    bob << JOIN #two
    bob << 366 bob #two :*
    bob > JOIN 0
    bob < PART #one
    bob < PART #two`,
  "a channel that cannot exist is refused": `
    ann connects
    ann > JOIN tea
    ann < 403 ann tea :*
    ann > JOIN #
    ann < 403 ann # :*
    ann > JOIN :#a b
    ann < 403 ann * :*
    ann > JOIN :
    ann < 461 ann JOIN :*`,
  "a PART is told to all members, with its text": `
    ann connects
    bob connects
    ann > JOIN #tea
    bob > JOIN #tea
    ann ~
    bob ~
    bob > PART #tea :bye everyone
    bob < :bob!bob@n1.parley PART #tea :bye everyone
    ann < :bob!bob@n1.parley PART #tea :bye everyone
    bob > PART #tea
    bob < 442 bob #tea :*
    bob > PART #milk
    bob < 403 bob #milk :*`,
  "a topic is shown, changed and removed": `
    ann connects
    bob connects
    ann > JOIN #tea
    bob > JOIN #tea
    ann ~
    bob ~
    bob > TOPIC #tea
    bob < 331 bob #tea :*
    bob > TOPIC #tea :mine
    bob < 482 bob #tea :*
    ann > MODE #tea -t
    ann < MODE #tea -t
    bob < MODE #tea -t
    bob > TOPIC #tea :mine
    bob < :bob!bob@n1.parley TOPIC #tea :mine
    ann < :bob!bob@n1.parley TOPIC #tea :mine
    ann > TOPIC #tea
    ann < 332 ann #tea :mine
    ann < 333 ann #tea bob *
    ann > TOPIC #tea :
    ann < TOPIC #tea :
    bob < TOPIC #tea :
    bob > TOPIC #milk
    bob < 403 bob #milk :*`,
  "NAMES lists members with their signs": `
    ann connects with multi-prefix userhost-in-names
    bob connects
    ann > JOIN #tea
    bob > JOIN #tea
    ann > MODE #tea +v ann
    ann ~
    bob ~
    ann > NAMES #tea
    ann < 353 ann = #tea :@+ann!ann@n1.parley bob!bob@n1.parley
    ann < 366 ann #tea :*
    bob > NAMES #tea
    bob < 353 bob = #tea :@ann bob
    bob < 366 bob #tea :*
    bob > NAMES #milk
    bob < 366 bob #milk :*
    bob > NAMES tea
    bob < 366 bob tea :*`,
  "NAMES without a name lists all channels but secret ones": `
    ann connects
    bob connects
    ann > JOIN #one
    bob > JOIN #two
    ann ~
    ann > NAMES
    ann < 353 ann = #one :@ann
    ann < 353 ann = #two :@bob
    ann < 366 ann * :*
    bob > MODE #two +s
    ann > NAMES
    ann < 353 ann = #one :@ann
    ann < 366 ann * :*`,
  "LIST shows channels by name, mask, size and age": `
    ann connects
    bob connects
    ann > LIST
    ann < 321 ann Channel :*
    ann < 323 ann :*
    ann > JOIN #chan1
    2 minutes pass
    ann > PONG
    bob > PONG
    2 minutes pass
    ann ~
    ann > JOIN #chan2
    bob > JOIN #chan2
    ann > TOPIC #chan2 :new
    ann ~
    bob ~
    ann > LIST
    ann << 322 ann #chan1 1 :
    ann << 322 ann #chan2 2 :new
    ann << 323 ann :*
    ann > LIST *an1
    ann < 321 *
    ann < 322 ann #chan1 *
    ann < 323 *
    ann > LIST !*an1
    ann < 321 *
    ann < 322 ann #chan2 *
    ann < 323 *
    ann > LIST >1
    ann < 321 *
    ann < 322 ann #chan2 *
    ann < 323 *
    ann > LIST <2
    ann < 321 *
    ann < 322 ann #chan1 *
    ann < 323 *
    ann > LIST C>2
    ann < 321 *
    ann < 322 ann #chan1 *
    ann < 323 *
    ann > LIST T<2
    ann < 321 *
    ann < 322 ann #chan2 *
    ann < 323 *
    ann > LIST C<0
    ann < 321 *
    ann < 323 *
    ann > LIST #chan2
    ann < 321 *
    ann < 322 ann #chan2 *
    ann < 323 *
    ann > LIST #none
    ann < 321 *
    ann < 323 *`,
  "an operator removes members, and nobody else does": `
    ann connects
    bob connects
    eve connects
    ann > JOIN #tea
    bob > JOIN #tea
    eve > JOIN #tea
    ann ~
    bob ~
    eve ~
    bob > KICK #tea eve
    bob < 482 bob #tea :*
    ann > KICK #tea bob :bye
    ann < :ann!ann@n1.parley KICK #tea bob :bye
    bob < :ann!ann@n1.parley KICK #tea bob :bye
    eve < :ann!ann@n1.parley KICK #tea bob :bye
    bob > KICK #tea eve
    bob < 442 bob #tea :*
    ann > KICK #tea bob
    ann < 441 ann bob #tea :*
    ann > KICK #tea nobody
    ann < 401 ann nobody :*
    ann > KICK #milk bob
    ann < 403 ann #milk :*
    ann > KICK #tea eve
    ann < KICK #tea eve :ann
    eve < KICK #tea eve :ann
    eve > PRIVMSG #tea :still here?
    eve < 404 eve #tea :*`,
  "one KICK of several users is several to clients": `
    ann connects
    bob connects
    eve connects
    ann > JOIN #tea
    bob > JOIN #tea
    eve > JOIN #tea
    ann ~
    eve ~
    ann > KICK #tea bob,eve :bye
    eve < KICK #tea bob :bye
    eve < KICK #tea eve :bye`,
  "the founder is an operator again after coming back": `
    ann connects
    bob connects
    ann > JOIN #tea
    bob > JOIN #tea
    ann > PART #tea
    ann ~
    ann > JOIN #tea
    ann < JOIN #tea
    ann < 353 ann = #tea :bob @ann`,
  "a user may be in so many channels": `
    ann connects
    ann > JOIN ${Array.from({ length: 30 }, (_, at) => `#a${at}`).join(",")}
    ann > JOIN ${Array.from({ length: 20 }, (_, at) => `#b${at}`).join(",")}
    ann << 366 ann #b19 :*
    ann <= nothing
    ann > JOIN #more
    ann < 405 ann #more :*`,
});
