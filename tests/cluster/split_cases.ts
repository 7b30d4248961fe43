/**
 * What users do before, while and after servers are apart. Of the users of all cases, `ann` is on the
 * first server, `abe` on the second and `bob` on the third, which is the one that is cut off.
 *
 * @module
 */
import type { SplitStage } from "./split_stage.ts";

/** A nick, and a line that its client sends; or something else that happens. */
export type Step = string | ((stage: SplitStage) => void);

export interface SplitCase {
  readonly before?: readonly Step[];
  readonly apart: readonly Step[];
  /** What cannot happen in every split: to change a name, or to do something to a user who is cut off. */
  readonly needs?: "new names" | "far users";
  /** What users do once the servers agree again. */
  readonly after?: readonly Step[];
  /** What holds at the end, by channels: the modes, the members with their signs, and the topic. */
  readonly end: Readonly<Record<string, string>>;
}

/** Lets an operator of the server close a channel on one of the servers. */
const close = (name: string, server: number): Step => ({ servers }) => {
  const { hub } = servers[server]!;
  hub.close(hub.channel(name)!, "closed");
};

/** Lets all three enter a channel. The first one is its operator. */
const meet = (name: string, ...nicks: string[]) => nicks.map((nick) => `${nick} JOIN ${name}`);

const MASKS = Array.from({ length: 100 }, (_, number) => number);

export const SPLIT_CASES: Readonly<Record<string, SplitCase>> = {
  "an operator is made here and unmade there: the later change holds": {
    before: [...meet("#op", "ann", "bob", "abe"), "ann MODE #op +oo bob abe"],
    apart: ["ann MODE #op -o abe", "ann MODE #op +o abe", "bob MODE #op -o+v abe abe"],
    end: { "#op": "+nt +abe @ann @bob" },
  },
  "voices are given on both sides": {
    before: [...meet("#voice", "ann", "bob", "abe"), "ann MODE #voice +o bob"],
    apart: ["ann MODE #voice +v ann", "bob MODE #voice +v bob"],
    end: { "#voice": "+nt @+ann @+bob abe" },
  },
  "other modes are changed on each side": {
    before: [...meet("#modes", "ann", "bob", "abe"), "ann MODE #modes +osl bob 9"],
    apart: ["ann MODE #modes +m-n", "bob MODE #modes +ki-ls secret", "ann MODE #modes +C"],
    end: { "#modes": "+Cimtk secret @ann @bob abe" },
  },
  "the same modes are changed on both sides: the later change holds": {
    before: [...meet("#same", "ann", "bob", "abe"), "ann MODE #same +oklm bob old 5"],
    apart: ["bob MODE #same +l 7", "ann MODE #same -klm *", "bob MODE #same -k+k * new"],
    end: { "#same": "+ntk new @ann @bob abe" },
  },
  "masks come and go on both sides": {
    before: [...meet("#masks", "ann", "bob", "abe"), "ann MODE #masks +obbe bob a!*@* b!*@* c!*@*"],
    apart: [
      "ann MODE #masks -b+bI a!*@* d!*@* e!*@*",
      "bob MODE #masks -b+eb b!*@* f!*@* G!*@*",
    ],
    end: { "#masks": "+ntI e!*@*+b G!*@*+b d!*@*+e c!*@*+e f!*@* @ann @bob abe" },
  },
  "more masks are set than a list has room for": {
    before: [...meet("#full", "ann", "bob", "abe"), "ann MODE #full +o bob"],
    apart: MASKS.flatMap((n) => [`ann MODE #full +b a${n}!*@*`, `bob MODE #full +b b${n}!*@*`]),
    end: { "#full": "200 masks" },
  },
  "the topic is changed on both sides: the later one holds": {
    before: [...meet("#topic", "ann", "bob", "abe"), "ann MODE #topic -t"],
    apart: [
      "ann TOPIC #topic :one",
      "bob TOPIC #topic :two",
      "abe TOPIC #topic :three",
    ],
    end: { "#topic": "+n @ann abe bob: three" },
  },
  "a topic is removed on one side": {
    before: [...meet("#bare", "bob", "ann", "abe"), "bob TOPIC #bare :old"],
    apart: ["bob TOPIC #bare :"],
    end: { "#bare": "+nt @bob abe ann" },
  },
  "a channel is made on both sides: the older one has its operators, modes and topic": {
    apart: [
      ...meet("#made", "ann", "bob", "abe"),
      "ann MODE #made +m",
      "ann TOPIC #made :older",
      "bob MODE #made +kb secret abe!*@*",
      "bob MODE #made -t",
      "bob TOPIC #made :younger",
    ],
    end: { "#made": "+mnt @ann abe bob: older" },
  },
  "a channel without a topic is made before one with a topic": {
    apart: [...meet("#plain", "bob", "ann", "abe"), "ann TOPIC #plain :younger"],
    end: { "#plain": "+nt @bob abe ann" },
  },
  "the user who made the younger channel is not its operator after coming back": {
    apart: meet("#back", "bob", "abe"),
    after: ["abe PART #back", "abe JOIN #back"],
    end: { "#back": "+nt @bob abe" },
  },
  "users enter a channel whose members are all on the other side": {
    before: [...meet("#empty", "bob"), "bob TOPIC #empty :ours"],
    apart: [
      ...meet("#empty", "ann", "abe"),
      "ann MODE #empty +mk mine",
      "ann TOPIC #empty :mine",
      "bob MODE #empty +s",
    ],
    end: { "#empty": "+nst @bob abe ann: ours" },
  },
  "the last member on one side leaves, and comes back": {
    before: [...meet("#alone", "bob", "abe"), "bob TOPIC #alone :ours"],
    apart: ["abe PART #alone", "abe JOIN #alone", "abe MODE #alone -t", "abe TOPIC #alone :mine"],
    end: { "#alone": "+nt @bob abe: ours" },
  },
  "all members on one side leave, and the channel is taken over there": {
    before: [...meet("#taken", "ann", "bob"), "ann MODE #taken +t", "ann TOPIC #taken :ours"],
    apart: ["ann PART #taken", "abe JOIN #taken", "abe TOPIC #taken :mine", "abe PART #taken"],
    end: { "#taken": "+nt bob: ours" },
  },
  "the only operator leaves on one side": {
    before: meet("#orphan", "bob", "ann", "abe"),
    apart: ["bob PART #orphan", "ann PRIVMSG #orphan :hi"],
    end: { "#orphan": "+nt abe ann" },
  },
  "a member is kicked on one side and speaks on the other": {
    before: [...meet("#kick", "bob", "abe", "ann")],
    apart: ["bob KICK #kick abe :out", "abe PRIVMSG #kick :still here"],
    end: { "#kick": "+nt @bob ann" },
  },
  "a user is invited on one side": {
    before: [...meet("#guests", "bob", "ann"), "bob MODE #guests +i"],
    apart: ["bob INVITE abe #guests"],
    after: ["abe JOIN #guests"],
    end: { "#guests": "+int @bob abe ann" },
  },
  "an invitation is used up": {
    before: [...meet("#once", "ann", "bob"), "ann MODE #once +i", "ann INVITE abe #once"],
    apart: ["abe JOIN #once", "abe PART #once"],
    after: ["abe JOIN #once"],
    end: { "#once": "+int @ann bob" },
  },
  "a channel is closed on one side": {
    before: meet("#closed", "bob", "abe"),
    apart: [close("closed", 0), "bob PRIVMSG #closed :hi"],
    end: { "#closed": "none" },
  },
  "a channel is closed on one side, and made again there": {
    before: [...meet("#again", "bob", "abe"), "bob MODE #again +k old", "bob TOPIC #again :old"],
    apart: [close("again", 0), "ann JOIN #again", "ann TOPIC #again :new"],
    end: { "#again": "+nt @ann: new" },
  },
  "a channel is made on one side and left": {
    apart: ["bob JOIN #left", "bob PART #left", "ann JOIN #gone", "ann PART #gone"],
    end: { "#left": "+", "#gone": "+" },
  },
  "a channel is made and left on both sides": {
    apart: ["bob JOIN #twice", "ann JOIN #twice", "bob PART #twice", "ann PART #twice"],
    end: { "#twice": "+" },
  },
  "users come and go on both sides": {
    before: meet("#crowd", "ann", "bob"),
    apart: ["bob PART #crowd", "abe JOIN #crowd", "bob JOIN #crowd"],
    end: { "#crowd": "+nt @ann abe bob" },
  },
  "an operator is unmade, and is on the other side": {
    needs: "far users",
    before: [...meet("#unmade", "ann", "bob"), "ann MODE #unmade +ov bob bob"],
    apart: ["ann MODE #unmade -ov bob bob", "bob MODE #unmade +m"],
    end: { "#unmade": "+mnt @ann bob" },
  },
  "an operator leaves and comes back": {
    before: [...meet("#return", "ann", "bob"), "ann MODE #return +ov bob bob"],
    apart: ["bob PART #return", "bob JOIN #return", "ann PRIVMSG #return :hi"],
    end: { "#return": "+nt @ann bob" },
  },
  "somebody is given rights under a name that changes": {
    needs: "new names",
    before: [...meet("#named", "bob", "eve"), "bob MODE #named +v eve"],
    apart: ["eve NICK eva", "bob MODE #named +o-v eve eve"],
    end: { "#named": "+nt @bob @eva" },
  },
  "a name changes its case": {
    needs: "new names",
    before: [...meet("#case", "bob", "tim"), "bob MODE #case +o tim"],
    apart: ["tim NICK TIM", "bob MODE #case +v tim"],
    end: { "#case": "+nt @+TIM @bob" },
  },
  "a member logs out on one side and speaks on the other": {
    before: [...meet("#quit", "bob", "joe"), "bob MODE #quit +o joe"],
    apart: ["joe QUIT :bye", "bob MODE #quit -o+v joe joe"],
    end: { "#quit": "+nt @bob" },
  },
  "a key and a limit are removed by the founder of the older channel": {
    apart: [
      ...meet("#older", "bob", "ann"),
      "bob MODE #older +kl old 3",
      "ann MODE #older +kl new 9",
      "bob MODE #older -kl old",
    ],
    end: { "#older": "+nt @bob ann" },
  },
  "three make a channel": {
    apart: [...meet("#three", "abe", "bob", "ann"), "ann MODE #three +m", "bob MODE #three +s"],
    end: { "#three": "+nt @abe ann bob" },
  },
  "invitations that did not count are gone": {
    apart: [...meet("#void", "ann", "bob"), "ann MODE #void +i", "bob INVITE abe #void"],
    after: ["abe JOIN #void"],
    end: { "#void": "+int @ann bob" },
  },
  "users change what others know about them": {
    before: ["bob AWAY :at lunch", "abe AWAY :at home", ...meet("#facts", "bob", "ann", "abe")],
    apart: [
      "bob AWAY :asleep",
      "bob SETNAME :Robert",
      "abe AWAY",
      "bob MODE bob +Bw",
      "ann MODE ann +i",
    ],
    end: { "#facts": "+nt @bob abe ann" },
  },
};
