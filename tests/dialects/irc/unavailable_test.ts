import { NAMES_UNAVAILABLE } from "../../../lib/chat/name_registry.ts";
import { testScripts } from "./script.ts";

const registry = {
  claim: (name: string) => name === "ann" ? undefined : NAMES_UNAVAILABLE,
  release() {},
};

testScripts({
  "a user who cannot get another nick now keeps the present one, and reads why": `
    ann connects
    ann > NICK eva
    ann < 437 ann eva :The other servers are out of reach, so nobody can get a name now. *
    ann > NICK Ann
    ann < :ann!ann@* NICK Ann
  `,

  "a client that cannot log in now is told to come back, and not that its nick is taken": `
    eva opens
    eva > NICK eva
    eva > USER eva 0 * :Eva
    eva < ERROR :Closing Link: unknown (The other servers are out of reach, *. Try again in a minute)
    eva <= nothing
  `,
}, { registry });
