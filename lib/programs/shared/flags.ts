import { choice, integer, text, toggle } from "../../command_line/flag.ts";
import { MAX_PORT } from "../../transport/port.ts";

/** The flag for the port to listen on, whose default depends on the server. */
export function portFlag<const O extends { default: number; defaultText?: string }>(options: O) {
  return integer({
    ...{ short: "p", value: "PORT", help: "Listen on this port", min: 0, max: MAX_PORT },
    ...options,
  });
}

/** The flags that announce a server or directory, whichever `service` says. */
export function announceFlags(service: string) {
  return {
    announce: toggle({
      help: `Announce the ${service} on the local network, for client.ts find`,
      permissions: { sys: ["hostname"] },
    }),
    "announce-as": text({
      value: "NAME",
      help: `Announce the ${service} under this name`,
      defaultText: "this machine's name",
    }),
  };
}

/** The flags of both servers. */
export const SERVING_FLAGS = {
  address: text({
    short: "a",
    value: "ADDRESS",
    help: "Listen on this address",
    defaultText: "all addresses, IPv4 and IPv6",
  }),
  "proxy-protocol": text({
    value: "NETWORKS",
    help: "Expect a PROXY header, which names the client, on connections from these networks, " +
      "separated by commas",
  }),
  metrics: text({
    value: "[ADDRESS:]PORT",
    help: "Serve metrics and a health check over HTTP, on 127.0.0.1 unless ADDRESS is given",
  }),
  log: choice(["text", "json"], {
    value: "FORMAT",
    help: "Write the log in this format",
    default: "text",
  }),
  ...announceFlags("server"),
  quiet: toggle({ short: "q", help: "Do not log connections" }),
};
