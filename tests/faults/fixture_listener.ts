import { runChannelClient } from "../../lib/clients/channel/channel_client.ts";
import { runDirectClient } from "../../lib/clients/direct/direct_client.ts";
import { ExpectedError } from "../../lib/errors/expected_error.ts";

// A client that notices a dead server after a few seconds.
const [dialect, host = "", port] = Deno.args;
const options = { host, port: Number(port), password: undefined, times: false, peerTimeoutS: 3 };
try {
  Deno.exit(
    dialect === "direct"
      ? await runDirectClient(options)
      : await runChannelClient({ ...options, name: "Bob", strict: false, store: false }),
  );
} catch (error) {
  if (!(error instanceof ExpectedError)) throw error;
  console.error(error.text);
  Deno.exit(error.exitCode);
}
