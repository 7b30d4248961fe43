import { Pty } from "../../../tests/support/pty.ts";
import { TemporaryFolder } from "../../../tests/support/temporary_folder.ts";
import { onServer } from "../on_server.ts";
import { Terminal } from "../terminal.ts";

const SIZE = { columns: 46, rows: 16 };

/** The settings with which WeeChat looks the same at any time, and fits a small window. */
const SETTINGS = [
  '/mute /set weechat.look.buffer_time_format ""',
  "/mute /set weechat.look.prefix_align_max 8",
  "/mute /set weechat.look.day_change off",
  '/mute /set weechat.bar.status.items "buffer_name"',
  "/mute /set weechat.look.read_marker none",
  "/mute /bar hide buflist",
  "/mute /filter add created * irc_329 *",
  "/mute /filter add joins * irc_366 *",
];

const isWeeChatHere = await new Deno.Command("sh", { args: ["-c", "command -v weechat"] })
  .output().then(({ success }) => success);

/** A user of WeeChat and one of Parley's own client chat in a channel. */
const scene = onServer(
  "ann in WeeChat and ben in Parley's client chat in the channel #tea",
  async (port) => {
    await using ben = await Terminal.open("ben");
    await ben.send(`deno run -A client.ts ben localhost ${port}`, "[Me] ");
    await ben.send("/create tea");
    using folder = new TemporaryFolder();
    const server =
      `/server add parley 127.0.0.1/${port} -notls -nicks=ann -username=ann -autojoin=#tea`;
    const commands = [...SETTINGS, server, "/connect parley"].flatMap((line) => ["-r", line]);
    await using ann = await Pty.start(["weechat", "-d", folder.path, ...commands], SIZE);
    await ann.waitFor((rows) => rows.some((row) => row.includes("@ben")), "the channel");
    await ben.shows("ann has joined");

    await ben.send("Is that an IRC client?");
    await annShows("Is that an IRC client?");
    ann.type("WeeChat! I did not install a thing.");
    ann.key("Enter");
    await ben.shows("[ann] WeeChat! I did not install a thing.");
    ann.type("/me pours tea");
    ann.key("Enter");
    await ben.shows("* ann pours tea");
    await ben.send("Milk for me, please.");
    await annShows("Milk for me, please.");

    const screen = { ...SIZE, lines: ann.screen(), colours: ann.coloured(), cursor: ann.cursor() };
    return [
      { title: "ann", screen, caption: "WeeChat, one of the many clients of IRC" },
      { title: "ben", screen: ben.screen(), caption: "The channel client, on the same port" },
    ];

    function annShows(text: string): Promise<void> {
      return ann.waitFor((rows) => rows.some((row) => row.includes(text)), text);
    }
  },
);

export const irc = {
  ...scene,
  skipReason: scene.skipReason ?? (isWeeChatHere ? undefined : "WeeChat is not installed"),
};
