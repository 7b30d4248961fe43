import { parseAddresses } from "../../lib/cluster/nats/addresses.ts";
import { blocksOf } from "./blocks.ts";

const BLOCKS = blocksOf("docs/cluster.md").map(({ language, lines }) => ({
  language,
  text: lines.join("\n"),
}));

/** Returns the first block that contains a text. */
function blockWith(text: string): string {
  const block = BLOCKS.find((block) => block.text.includes(text));
  if (!block) throw new Error(`docs/cluster.md has no block with ${text}`);
  return block.text;
}

/** The blocks of the page that set up NATS nodes and the servers that use them. */
export const PAGE_COMMANDS = {
  certificates: blockWith("openssl req"),
  configuration: blockWith("server_name:"),
  server: blockWith("--cluster-ca"),
};

/** Returns the hosts of NATS in a server's command line. */
export function serversOf(command: string): string[] {
  const [, list] = /--cluster (\S+)/.exec(command)!;
  return parseAddresses(list!).map(({ hostname }) => hostname);
}
