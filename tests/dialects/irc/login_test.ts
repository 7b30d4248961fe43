import { testScripts } from "./script.ts";

/** How a connection begins and ends. */
testScripts({
  "a login is answered by its numerics in order": `
    ann opens
    ann > NICK ann
    ann <= nothing
    ann > USER ann 0 * :Ann Lee
    ann < :irc.test 001 ann :Welcome to the Parley network, ann!ann@n1.parley
    ann < 002 ann :Your host is irc.test, running version parley-test
    ann < 003 ann :This server was started *
    ann < 004 ann irc.test parley-test BiTow *
    ann < 005 ann * :are supported by this server
    ann < 005 ann * :are supported by this server
    ann < 005 ann * :are supported by this server
    ann < 251 ann :There are 1 users and 0 invisible on 1 servers
    ann < 252 ann 0 :operator(s) online
    ann < 254 ann 0 :channels formed
    ann < 255 ann :I have 1 clients and 0 servers
    ann < 265 ann 1 1 :*
    ann < 266 ann 1 1 :*
    ann < 375 ann :- irc.test Message of the day -
    ann < 372 ann :- Be kind
    ann < 372 ann :- Drink tea
    ann < 376 ann :*
    ann <= nothing`,
  "USER may come before NICK": `
    ann opens
    ann > USER ann 0 * :Ann Lee
    ann > NICK ann
    ann < 001 ann :*`,
  "a login waits for the end of the negotiation": `
    ann opens
    ann > CAP LS 302
    ann < CAP * LS :*echo-message*
    ann > NICK ann
    ann > USER ann 0 * :Ann Lee
    ann > CAP REQ :echo-message tea
    ann < CAP ann NAK :echo-message tea
    ann > CAP REQ :multi-prefix server-time
    ann < CAP ann ACK :multi-prefix server-time
    ann <= nothing
    ann > CAP END
    ann < 001 ann :*`,
  "an old client reads no values and one line of capabilities": `
    ann opens
    ann > CAP LS
    ann < CAP * LS :account-notify *
    ann <= nothing`,
  "capabilities are listed, refused as a whole and taken back": `
    ann opens
    ann > CAP LIST
    ann < CAP * LIST :
    ann > CAP REQ :foo qux bar baz qux quux
    ann < CAP * NAK :foo qux bar baz qux quux
    ann > CAP REQ :setname server-time
    ann < CAP * ACK :setname server-time
    ann > CAP REQ :-server-time
    ann < CAP * ACK :-server-time
    ann > CAP LIST
    ann < CAP * LIST :setname
    ann > CAP TEA
    ann < 410 * TEA :*`,
  "commands before the login are refused, and none is fatal": `
    ann opens
    ann > JOIN :
    ann < 451 * :*
    ann > PRIVMSG #tea :hi
    ann < 451 * :*
    ann > TEAPOT
    ann < 421 * TEAPOT :Unknown command
    ann > PING x
    ann < :irc.test PONG irc.test :x
    ann > NICK
    ann < 431 * :*
    ann > NICK :
    ann < 431 * :*
    ann > USER ann 0 *
    ann < 461 * USER :*
    ann > USER ann 0 * :
    ann < 461 * USER :*
    ann > NICK ann
    ann > USER ann 0 * :Ann
    ann < 001 ann :*`,
  "a nick that is not legal is refused": `
    ann opens
    ann > USER u 0 * :Ann
    ann > NICK *
    ann < 432 * * :Erroneous nickname
    ann > NICK 1ann
    ann < 432 * 1ann :Erroneous nickname
    ann > NICK #ann
    ann < 432 * #ann :Erroneous nickname
    ann > NICK anné
    ann < 432 * anné :Erroneous nickname
    ann > NICK aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ann < 432 * aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa :Erroneous nickname
    ann > NICK valid
    ann < 001 valid :*`,
  "a nick that is taken is refused, in any case of its letters": `
    ann connects
    bob opens
    bob > NICK Ann
    bob < 433 * Ann :Nickname is already in use
    bob > USER b 0 * :Bob
    bob <= nothing
    bob > NICK server
    bob < 433 * server :*
    bob > NICK bob
    bob < 001 bob :*`,
  "of two clients that choose one nick at once, the first to say the rest gets it": `
    ann opens
    bob opens
    ann > NICK tea
    bob > NICK tea
    ann > USER a 0 * :A
    ann < 001 tea :*
    bob > USER b 0 * :B
    bob < 433 * tea :*`,
  "registering twice is refused": `
    ann connects
    ann > USER ann 0 * :Ann
    ann < 462 ann :*
    ann > PASS tea
    ann < 462 ann :*`,
  "a QUIT is answered by an ERROR and told once to each neighbour": `
    ann connects
    bob connects
    eve connects
    ann > JOIN #tea,#milk
    bob > JOIN #tea,#milk
    ann ~
    bob ~
    eve ~
    bob > QUIT :so long
    bob < ERROR :Closing Link: n1.parley (Quit: so long)
    ann < :bob!bob@n1.parley QUIT :Quit: so long
    ann <= nothing
    eve <= nothing
    bob opens
    bob > NICK BOB
    bob > USER b 0 * :B
    bob < 001 BOB :*`,
  "a connection that drops is a QUIT, too": `
    ann connects
    bob connects
    ann > JOIN #tea
    bob > JOIN #tea
    ann ~
    bob drops
    ann < :bob!bob@n1.parley QUIT :Connection closed
    ann <= nothing`,
  "a client that is silent is asked, and leaves if it does not answer": `
    ann connects
    bob connects
    3 minutes pass
    ann < PING :irc.test
    bob < PING :irc.test
    ann > PONG irc.test
    1 minutes pass
    bob < ERROR :Closing Link: n1.parley (Ping timeout: *)
    ann <= nothing
    ann > PING still
    ann < PONG irc.test :still`,
  "PING needs a token": `
    ann connects
    ann > PING
    ann < 461 ann PING :*
    ann > PING :
    ann < 409 ann :*
    ann > PONG
    ann <= nothing`,
});

const locked = {
  guard: {
    asksEverybody: true,
    check: ({ password }: { readonly password: string }) =>
      password === ""
        ? "password-missing" as const
        : password === "tea"
        ? undefined
        : "password-wrong" as const,
  },
};

testScripts({
  "the right password lets a client in": `
    ann opens
    ann > PASS tea
    ann > NICK ann
    ann > USER ann 0 * :Ann
    ann < 001 ann :*`,
  "a wrong password ends the connection": `
    ann opens
    ann > PASS milk
    ann > NICK ann
    ann > USER ann 0 * :Ann
    ann < 464 ann :The password is wrong
    ann < ERROR :Closing Link: * (The password is wrong)`,
  "a password that comes too late does not count": `
    ann opens
    ann > NICK ann
    ann > USER ann 0 * :Ann
    ann > PASS tea
    ann < 464 ann :This server asks for a password
    ann < ERROR :*
    ann <= nothing`,
}, locked);
