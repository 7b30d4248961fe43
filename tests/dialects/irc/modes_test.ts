import { testScripts } from "./script.ts";

/** Two members of a channel, of whom ann is the operator. */
const SCENE = `
    ann connects
    bob connects
    ann > JOIN #tea
    bob > JOIN #tea
    ann ~
    bob ~`;

/** A user who is not in it. */
const OUTSIDER = `${SCENE}
    eve connects
    eve ~`;

/** The modes of channels and users. */
testScripts({
  "modes are shown, changed and told to all members": `${SCENE}
    bob > MODE #tea
    bob < 324 bob #tea +nt
    bob < 329 bob #tea *
    ann > MODE #tea +int
    ann < :ann!* MODE #tea +i
    bob < :ann!* MODE #tea +i
    ann > MODE #tea -int
    ann < MODE #tea -int
    ann > MODE #tea
    ann < 324 ann #tea +
    ann < 329 ann #tea *
    bob ~
    bob > MODE #tea +i
    bob < 482 bob #tea :*
    bob > MODE #tea +im-t
    bob < 482 bob #tea :*
    bob <= nothing
    ann > MODE #tea +z
    ann < 472 ann z :*
    ann > MODE #milk +i
    ann < 403 ann #milk :*`,
  "an operator makes others operators, and gives voices": `${OUTSIDER}
    ann > MODE #tea +o bob
    ann < MODE #tea +o bob
    bob < MODE #tea +o bob
    ann > MODE #tea +o bob
    ann <= nothing
    bob > MODE #tea -o+v ann ann
    ann < :bob!* MODE #tea -o+v ann ann
    ann > MODE #tea -o bob
    ann < 482 ann #tea :*
    bob ~
    bob > MODE #tea +o eve
    bob < 441 bob eve #tea :*
    bob > MODE #tea +o nobody
    bob < 401 bob nobody :*
    eve > MODE #tea +o eve
    eve < 482 eve #tea :*`,
  "a banned user cannot enter, and a member who is banned cannot speak": `${OUTSIDER}
    ann > MODE #tea +b EVE
    ann < MODE #tea +b EVE!*@*
    eve > JOIN #tea
    eve < 474 eve #tea :*
    ann > MODE #tea +e eve!*@*
    ann < MODE #tea +e eve!*@*
    eve > JOIN #tea
    eve < JOIN #tea
    ann ~
    ann > MODE #tea -e+b eve!*@* bob!*@*
    ann < MODE #tea -e+b eve!*@* bob!*@*
    bob ~
    bob > PRIVMSG #tea :hi
    bob < 404 bob #tea :*
    ann > MODE #tea +v bob
    bob ~
    ann ~
    bob > PRIVMSG #tea :hi
    ann < PRIVMSG #tea :hi
    ann > MODE #tea -b eve!*@*
    ann < MODE #tea -b EVE!*@*`,
  "lists of masks are shown to anybody": `${OUTSIDER}
    ann > MODE #tea +bbI one *@two three!u@h
    ann ~
    eve > MODE #tea +b
    eve < 367 eve #tea one!*@* ann!ann@n1.parley *
    eve < 367 eve #tea *!*@two ann!* *
    eve < 368 eve #tea :*
    eve > MODE #tea b
    eve << 368 eve #tea :*
    eve > MODE #tea +I
    eve < 346 eve #tea three!u@h ann!* *
    eve < 347 eve #tea :*
    eve > MODE #tea e
    eve < 349 eve #tea :*`,
  "an invitation lets a user in once, whatever the modes say": `${OUTSIDER}
    ann > MODE #tea +ilk 1 key
    ann > MODE #tea +b eve!*@*
    eve > JOIN #tea key
    eve < 474 eve #tea :*
    ann ~
    ann > INVITE eve #tea
    ann < 341 ann eve #tea
    eve < :ann!ann@n1.parley INVITE eve #tea
    bob ~
    eve > JOIN #tea
    eve << 366 eve #tea :*
    eve > PART #tea
    eve ~
    eve > JOIN #tea
    eve < 474 eve #tea :*`,
  "invitations have their numerics": `${OUTSIDER}
    ann > INVITE nobody #tea
    ann < 401 ann nobody :*
    ann > INVITE bob #tea
    ann < 443 ann bob #tea :*
    eve > INVITE bob #tea
    eve < 442 eve #tea :*
    bob > INVITE eve #tea
    bob < 341 bob eve #tea
    ann <= nothing
    ann > MODE #tea +i
    ann ~
    bob ~
    bob > INVITE eve #tea
    bob < 482 bob #tea :*
    ann > INVITE eve #milk
    ann < 403 ann #milk :*
    ann > INVITE eve
    ann < 461 ann INVITE :*`,
  "a channel for invited users lets in those on its list": `${OUTSIDER}
    ann > MODE #tea +i
    eve > JOIN #tea
    eve < 473 eve #tea :*
    ann > MODE #tea +I eve
    eve > JOIN #tea
    eve < JOIN #tea`,
  "a channel with a key lets in those who know it": `${OUTSIDER}
    ann > MODE #tea +k beer
    ann < MODE #tea +k beer
    eve > JOIN #tea
    eve < 475 eve #tea :*
    eve > JOIN #tea bees
    eve < 475 eve #tea :*
    eve > MODE #tea
    eve < 324 eve #tea +knt *
    eve ~
    eve > JOIN #tea beer
    eve < JOIN #tea
    ann ~
    ann > MODE #tea -k beer
    ann < MODE #tea -k *`.replace("+knt *", "+ntk *"),
  "a key is one short word": `${SCENE}
    ann > MODE #tea +k :pass phrase
    ann < 696 ann #tea k * :*
    ann > MODE #tea +k :
    ann < 696 ann #tea k * :*
    ann > MODE #tea +k ${"long".repeat(100)}
    ann < 696 ann #tea k * :*
    ann > MODE #tea +k
    ann < 461 ann MODE :*`,
  "a full channel lets nobody in, and those who are there stay": `${OUTSIDER}
    ann > MODE #tea +l 1
    ann < MODE #tea +l 1
    eve > JOIN #tea
    eve < 471 eve #tea :*
    eve <= nothing
    bob ~
    bob > PRIVMSG #tea :still here
    ann < PRIVMSG #tea :still here
    ann > MODE #tea +l 0
    ann < 696 ann #tea l 0 :*
    ann > MODE #tea +l :
    ann < 696 ann #tea l * :*
    ann > MODE #tea +l abc
    ann < 696 ann #tea l abc :*
    ann > MODE #tea -l
    ann < MODE #tea -l
    eve > JOIN #tea
    eve < JOIN #tea`,
  "in a moderated channel only those with a voice speak": `${SCENE}
    ann > MODE #tea +m
    ann ~
    bob ~
    bob > PRIVMSG #tea :hi
    bob < 404 bob #tea :*
    ann <= nothing
    ann > MODE #tea +v bob
    ann ~
    bob > PRIVMSG #tea :hi
    ann < PRIVMSG #tea :hi`,
  "only members speak in a channel that says so": `${OUTSIDER}
    eve > PRIVMSG #tea :hi
    eve < 404 eve #tea :*
    ann <= nothing
    ann > MODE #tea -n
    ann ~
    eve > PRIVMSG #tea :hi
    ann < :eve!* PRIVMSG #tea :hi`,
  "a secret channel is shown to its members only": `${OUTSIDER}
    ann > MODE #tea +s
    ann ~
    ann > LIST
    ann << 322 ann #tea 2 :
    eve > LIST
    eve < 321 *
    eve < 323 *
    eve > NAMES #tea
    eve < 366 eve #tea :*
    eve > WHO #tea
    eve < 315 eve #tea :*
    eve > WHOIS ann
    eve < 311 *
    eve < 312 *
    ann ~
    ann > NAMES #tea
    ann < 353 ann @ #tea :*`,
  "a user changes the own modes only": `${SCENE}
    ann > MODE ann
    ann < 221 ann +
    ann > MODE ann +iw
    ann < MODE ann +iw
    ann > MODE ann
    ann < 221 ann +iw
    ann > MODE ann +o
    ann <= nothing
    ann > MODE ann +z
    ann < 501 ann :*
    ann > MODE bob +i
    ann < 502 ann :*
    ann > MODE nobody
    ann < 401 ann nobody :*`,
  "an empty channel forgets its modes, so that nobody is locked out": `${OUTSIDER}
    ann > MODE #tea +ik key
    ann > PART #tea
    bob > PART #tea
    eve > JOIN #tea
    eve < JOIN #tea
    eve < 353 eve = #tea :@eve`,
});
