import { testScripts } from "./script.ts";

const RESPONSE = btoa("\0operuser\0operpassword");
const WRONG = btoa("\0operuser\0wrong");
const LONG = btoa(`\0operuser\0${"x".repeat(290)}`);

/** Registered names, of which the tests' server knows operuser. */
testScripts({
  "a client proves that a name is its own, and others see so": `
    ann connects with account-tag extended-join message-tags
    ann > JOIN #tea
    ann ~
    bob opens
    bob > CAP LS 302
    bob < CAP * LS :*sasl=PLAIN*
    bob > CAP REQ :sasl
    bob ~
    bob > AUTHENTICATE PLAIN
    bob < AUTHENTICATE +
    bob > AUTHENTICATE ${RESPONSE}
    bob < 900 * *!*@* operuser :You are now logged in as operuser
    bob < 903 * :*
    bob > NICK bob
    bob > USER bob 0 * :Bob
    bob > CAP END
    bob << 376 *
    bob > JOIN #tea
    bob ~
    ann < :bob!* JOIN #tea operuser :Bob
    bob > PRIVMSG #tea :hi
    ann < @account=operuser;msgid=* :bob!* PRIVMSG #tea :hi
    bob > WHOIS bob
    bob << 330 bob bob operuser :is logged in as
    bob ~
    bob > WHO bob %na
    bob < 354 bob bob operuser`,
  "a wrong password, another mechanism and nonsense are refused": `
    ann opens
    ann > AUTHENTICATE SCRAM-SHA-256
    ann < 908 * PLAIN :*
    ann < 904 * :*
    ann > AUTHENTICATE PLAIN
    ann < AUTHENTICATE +
    ann > AUTHENTICATE ${WRONG}
    ann < 904 * :*
    ann > AUTHENTICATE PLAIN
    ann < AUTHENTICATE +
    ann > AUTHENTICATE !!!
    ann < 904 * :*
    ann > AUTHENTICATE PLAIN
    ann < AUTHENTICATE +
    ann > AUTHENTICATE *
    ann < 906 * :*
    ann > AUTHENTICATE PLAIN
    ann < AUTHENTICATE +
    ann > AUTHENTICATE ${"x".repeat(401)}
    ann < 905 * :*`,
  "a response of exactly 400 characters has an end behind it": `
    ann opens
    ann > AUTHENTICATE PLAIN
    ann < AUTHENTICATE +
    ann > AUTHENTICATE ${LONG.slice(0, 400)}
    ann <= nothing
    ann > AUTHENTICATE ${LONG.slice(400) || "+"}
    ann < 904 * :*`,
  "those who want it hear of a proof after the login": `
    ann connects with account-notify
    bob connects with account-notify
    eve connects
    ann > JOIN #tea
    bob > JOIN #tea
    eve > JOIN #tea
    ann ~
    bob ~
    eve ~
    bob > AUTHENTICATE PLAIN
    bob > AUTHENTICATE ${RESPONSE}
    bob << 903 *
    bob < :bob!* ACCOUNT operuser
    ann < :bob!* ACCOUNT operuser
    eve <= nothing`,
  "only a nick of one's own is registered, and only after the login": `
    ann opens
    ann > NICK ann
    ann > REGISTER * * secret-tea
    ann < FAIL REGISTER COMPLETE_CONNECTION_REQUIRED * :*
    ann > USER ann 0 * :Ann
    ann << 376 *
    ann > REGISTER bob * secret-tea
    ann < FAIL REGISTER ACCOUNT_NAME_MUST_BE_NICK bob :*
    ann > REGISTER * * secret-tea
    ann < FAIL REGISTER UNACCEPTABLE_PASSWORD ann :This server registers no names`,
});
