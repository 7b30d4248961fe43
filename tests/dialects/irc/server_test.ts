import { testScripts } from "./script.ts";

/** What the server says about itself, and what its operators may do. */
testScripts({
  "questions about the server are answered": `
    ann connects
    ann > VERSION
    ann < 351 ann parley-test irc.test :Parley
    ann << 005 *
    ann < 005 *
    ann < 005 *
    ann > TIME
    ann < 391 ann irc.test :Thu, 01 Jan 1970 00:00:00 GMT
    ann > INFO
    ann < 371 *
    ann < 371 *
    ann < 374 ann :*
    ann > INFO *.test
    ann << 374 *
    ann > INFO elsewhere.example
    ann < 402 ann elsewhere.example :*
    ann > ADMIN
    ann < 423 ann irc.test :*
    ann > LINKS
    ann < 365 ann * :End of LINKS list: this server stands alone
    ann > MOTD
    ann < 375 *
    ann << 376 *
    ann > STATS u
    ann < 242 ann :Server up 0 days 00:00:00
    ann < 219 ann u :*`,
  "LUSERS counts users, also those who have not logged in": `
    ann connects
    bob opens
    bob > NICK bob
    ann > LUSERS
    ann < 251 ann :There are 1 users and 0 invisible on 1 servers
    ann << 253 ann 1 :*
    ann << 265 ann 1 1 :*
    ann ~
    bob > USER b 0 * :B
    ann > LUSERS
    ann < 251 ann :There are 2 *
    ann << 265 ann 2 2 :*
    ann ~
    bob > QUIT
    ann > LUSERS
    ann << 265 ann 1 2 :*`,
  "an unknown command is quoted as far as it can be": `
    ann connects
    ann > TEA
    ann < 421 ann TEA :Unknown command
    ann > :source :tea
    ann < 421 ann * :Unknown command
    ann > ${"X".repeat(400)}
    ann < 421 ann ${"X".repeat(50)} :Unknown command`,
  "HELP explains every command": `
    ann connects
    ann > HELP
    ann < 704 ann index :*
    ann < 705 ann index :*
    ann << 706 ann index :*
    ann > HELP privmsg
    ann < 704 ann PRIVMSG :*
    ann < 705 ann PRIVMSG :*
    ann < 706 ann PRIVMSG :*
    ann > HELPOP TEAPOT
    ann < 524 ann TEAPOT :*`,
  "an operator is made by a name and a password": `
    ann connects
    ann > OPER operuser wrong
    ann < 464 ann :*
    ann > OPER operuser
    ann < 461 ann OPER :*
    ann > OPER operuser operpassword
    ann < 381 ann :*
    ann < :ann!* MODE ann +o
    ann > WHO ann
    ann < 352 ann * ann n1.parley irc.test ann H* :*
    ann ~
    ann > LUSERS
    ann << 252 ann 1 :*
    ann ~
    ann > MODE ann -o
    ann < MODE ann -o
    ann > WALLOPS :hi
    ann < 481 ann :*`,
  "WALLOPS reaches the users who want it": `
    ann connects
    bob connects
    eve connects
    eve > MODE eve +w
    eve ~
    bob > WALLOPS :hi
    bob < 481 bob :*
    ann > OPER operuser operpassword
    ann > WALLOPS :hi everyone
    eve < :ann!* WALLOPS :hi everyone
    bob <= nothing`,
  "only operators disconnect others": `
    ann connects
    bob connects
    ann > KILL bob :why
    ann < 481 ann :*`,
});
