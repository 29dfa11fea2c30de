import { TargetBinding } from "#lib/fallback/schema";
import type { SectionSpec } from "./field-spec.ts";

const isSecure = (binding: object) => {
  const endpoints = TargetBinding.shape.endpoints.safeParse("endpoints" in binding ? binding.endpoints : []);
  return endpoints.success && endpoints.data.some(({ url }) => url.startsWith("https:"));
};

/** Which HTTP the target speaks; over TLS also who vouches for it and how the gateway shows itself. Per environment. */
export const CONNECTION: SectionSpec = {
  title: "Connection",
  intro: "Which HTTP the target speaks, and over TLS how it and the gateway recognise each other.",
  fields: [
    {
      path: "protocol",
      label: "Protocol",
      hint: "gRPC servers without TLS need HTTP/2 only.",
      control: {
        kind: "choice",
        choices: [
          ["auto", "What the server prefers"],
          ["http1", "HTTP/1.1 only"],
          ["http2", "HTTP/2 only"],
        ],
      },
    },
    {
      path: "tls.serverName",
      label: "Server name",
      hint: "Sent as SNI and checked against the certificate.",
      control: { kind: "text", placeholder: "the host of the address" },
      only: isSecure,
    },
    {
      path: "tls.caRef",
      label: "Trusted authorities",
      hint: "PEM certificates that vouch for the server, in place of the well-known ones; or env:UPSTREAM_NAME.",
      control: { kind: "text", lines: 3 },
      only: isSecure,
    },
    {
      path: "tls.clientCertRef",
      label: "Client certificate",
      hint: "PEM certificate, its chain and its private key, sealed when you save; or env:UPSTREAM_NAME.",
      control: { kind: "text", lines: 3 },
      only: isSecure,
    },
    {
      path: "tls.verify",
      label: "Check the certificate",
      hint: "Turn off only for a test system you trust.",
      control: { kind: "switch", default: true },
      only: isSecure,
    },
  ],
};
