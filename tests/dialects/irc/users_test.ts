import { testScripts } from "./script.ts";

/** Users, their names, and who may learn of them. */
testScripts({
  "a new nick is told once to everybody who shares a channel": `
    ann connects
    bob connects
    eve connects
    ann > JOIN #one,#two
    bob > JOIN #one,#two
    ann ~
    bob ~
    eve ~
    bob > NICK rob
    bob < :bob!bob@n1.parley NICK rob
    ann < :bob!bob@n1.parley NICK rob
    ann <= nothing
    eve <= nothing
    ann > PRIVMSG rob :hi
    bob < PRIVMSG rob :hi
    ann > PRIVMSG bob :hi
    ann < 401 ann bob :*
    ann > NAMES #one
    ann < 353 ann = #one :@ann rob
    eve > NICK bob
    eve < NICK bob`,
  "the case of a nick can change, and the same nick again is no change": `
    ann connects
    bob connects
    ann > JOIN #tea
    bob > JOIN #tea
    ann ~
    bob ~
    bob > NICK BOB
    bob < :bob!* NICK BOB
    ann < :bob!* NICK BOB
    bob > NICK BOB
    bob <= nothing
    ann <= nothing`,
  "a refused nick changes nothing": `
    ann connects
    bob connects
    bob > NICK ANN
    bob < 433 bob ANN :*
    bob > NICK no!
    bob < 432 bob no! :*
    bob > NICK
    bob < 431 bob :*
    ann > PRIVMSG bob hi
    bob < PRIVMSG bob :hi`,
  "WHO lists members, users by mask, and one user": `
    ann connects
    bob connects
    ann > JOIN #tea
    bob > JOIN #tea
    ann > AWAY :out
    ann ~
    bob ~
    bob > WHO #TEA
    bob < 352 bob #tea ann n1.parley irc.test ann G@ :0 Real ann
    bob < 352 bob #tea bob n1.parley irc.test bob H :0 Real bob
    bob < 315 bob #TEA :*
    bob > WHO ANN
    bob < 352 bob * ann n1.parley irc.test ann G :0 Real ann
    bob < 315 bob ANN :*
    bob > WHO b*
    bob < 352 bob * bob n1.parley irc.test bob H :0 Real bob
    bob < 315 bob b* :*
    bob > WHO *
    bob << 352 *
    bob << 352 *
    bob < 315 bob * :*
    bob > WHO nobody
    bob < 315 bob nobody :*`,
  "WHO sends the fields that a client asks for, in one order": `
    ann connects
    bob connects
    bob > WHO ann %tcuihsnfdlaor,123
    bob < 354 bob 123 * ann 255.255.255.255 n1.parley irc.test ann H 0 0 0 n/a :Real ann
    bob < 315 bob ann :*
    bob > WHO ann %nt,7
    bob < 354 bob 7 ann
    bob < 315 *
    bob > WHO ann %na
    bob < 354 bob ann 0`,
  "an invisible user is found by the whole nick, and in a common channel": `
    ann connects
    bob connects
    ann > MODE ann +i
    bob > WHO a*
    bob < 315 bob a* :*
    bob > WHO ann
    bob < 352 *
    bob < 315 *
    ann > JOIN #tea
    bob > WHOIS ann
    bob < 311 *
    bob < 312 *
    bob ~
    bob > JOIN #tea
    bob ~
    bob > WHO a*
    bob < 352 *
    bob < 315 *
    bob > LUSERS
    bob < 251 bob :There are 1 users and 1 invisible on 1 servers`,
  "WHOIS tells what there is to know": `
    ann connects
    bob connects
    ann > JOIN #one,#two
    ann > AWAY :at tea
    bob > WHOIS ann
    bob < 311 bob ann ann n1.parley * :Real ann
    bob < 319 bob ann :@#one @#two
    bob < 312 bob ann irc.test :*
    bob < 301 bob ann :at tea
    bob < 317 bob ann 0 0 :*
    bob < 318 bob ann :*
    bob > WHOIS irc.test ann
    bob < 311 bob ann *
    bob ~
    bob > WHOIS  ann
    bob < 311 bob ann *
    bob ~
    bob > WHOIS nobody
    bob < 401 bob nobody :*
    bob < 318 bob nobody :*
    bob > WHOIS
    bob < 431 bob :*`,
  "WHOWAS remembers users, the last one first": `
    ann connects
    bob connects
    bob > QUIT
    bob opens
    bob > NICK bob
    bob > USER second 0 * :Second
    bob > NICK rob
    ann > WHOWAS BOB
    ann < 314 ann bob second n1.parley * :Second
    ann < 312 ann bob irc.test :*
    ann < 314 ann bob bob n1.parley * :Real bob
    ann < 312 ann bob irc.test :*
    ann < 369 ann BOB :*
    ann > WHOWAS bob 1
    ann < 314 ann bob second *
    ann < 312 *
    ann < 369 *
    ann > WHOWAS bob -1
    ann < 314 *
    ann < 312 *
    ann < 314 *
    ann << 369 *
    ann > WHOWAS nobody
    ann < 406 ann nobody :*
    ann < 369 ann nobody :*
    ann > WHOWAS
    ann < 431 ann :*`,
  "USERHOST and ISON tell who is here": `
    ann connects
    bob connects
    ann > USERHOST bob nobody
    ann < 302 ann :bob=+bob@n1.parley
    bob > AWAY :out
    ann > USERHOST bob
    ann < 302 ann :bob=-bob@n1.parley
    ann > ISON bob nobody ANN
    ann < 303 ann :bob ann`,
  "a real name can change, and those who want to know hear of it": `
    ann connects with setname
    bob connects with setname
    eve connects
    ann > JOIN #tea
    bob > JOIN #tea
    eve > JOIN #tea
    ann ~
    bob ~
    eve ~
    ann > SETNAME :Ann Lee
    ann < :ann!* SETNAME :Ann Lee
    bob < :ann!* SETNAME :Ann Lee
    eve <= nothing
    bob > WHOIS ann
    bob < 311 bob ann ann n1.parley * :Ann Lee
    ann > SETNAME :
    ann < FAIL SETNAME INVALID_REALNAME :*`,
  "a client that wants it reads real names in a JOIN": `
    ann connects with extended-join
    bob connects
    ann > JOIN #tea
    ann < JOIN #tea * :Real ann
    ann ~
    bob > JOIN #tea
    ann < :bob!* JOIN #tea * :Real bob`,
  "MONITOR tells when users come and go": `
    ann connects
    ann > MONITOR + bob,eve
    ann < 731 ann :bob,eve
    bob connects
    ann < 730 ann :bob!bob@n1.parley
    ann > MONITOR L
    ann < 732 ann :bob,eve
    ann < 733 ann :*
    ann > MONITOR S
    ann < 730 ann :bob!*
    ann < 731 ann :eve
    bob > NICK BOB
    ann <= nothing
    bob > NICK eve
    ann < 731 ann :BOB
    ann < 730 ann :eve!bob@n1.parley
    ann > MONITOR - EVE
    bob > QUIT
    ann <= nothing
    ann > MONITOR C
    ann > MONITOR L
    ann < 733 ann :*
    ann > MONITOR + *!bob@*,*
    ann <= nothing`,
  "MONITOR has a longest list": `
    ann connects
    ann > MONITOR + ${Array.from({ length: 50 }, (_, at) => `n${at}`).join(",")}
    ann > MONITOR + ${Array.from({ length: 50 }, (_, at) => `m${at}`).join(",")}
    ann ~
    ann > MONITOR + more
    ann < 734 ann 100 more :*`,
  "extended MONITOR also tells of absences and real names": `
    ann connects with extended-monitor away-notify setname
    bob connects
    eve connects with away-notify setname
    ann > MONITOR + bob
    eve > MONITOR + bob
    ann ~
    eve ~
    bob > AWAY :out
    ann < :bob!* AWAY :out
    bob > SETNAME :Bob
    ann < :bob!* SETNAME :Bob
    eve <= nothing`,
});
