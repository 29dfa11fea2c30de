import { generateKeyPairSync, sign, X509Certificate } from "node:crypto";

/** PEM texts of a server that vouches for itself. */
export interface TestCertificate {
  key: string;
  cert: string;
}

const OID = {
  ecdsaWithSha256: "06082a8648ce3d040302",
  commonName: "0603550403",
  subjectAltName: "0603551d11",
  basicConstraints: "0603551d13",
};

interface Issuing {
  /** Who vouches; absent: the certificate itself. */
  issuer?: TestCertificate;
  /** Validity in hours from now: a day around now unless told. */
  from?: number;
  to?: number;
}

let serial = 0;

/** A certificate for these host names (RFC 5280). The first is its common name; every one may itself vouch for others. */
export function testCertificate(
  names: readonly string[],
  { issuer, from = -12, to = 12 }: Issuing = {},
): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(hex(OID.ecdsaWithSha256));
  const name = sequence(der(0x31, sequence(hex(OID.commonName), der(0x0c, Buffer.from(names[0] ?? "")))));
  const altNames = sequence(...names.map((host) => der(0x82, Buffer.from(host))));
  const body = sequence(
    der(0xa0, hex("020102")),
    der(0x02, Buffer.of(1, ++serial)),
    algorithm,
    issuer ? subjectOf(issuer) : name,
    sequence(time(from), time(to)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(
      0xa3,
      sequence(
        sequence(hex(OID.subjectAltName), der(0x04, altNames)),
        sequence(hex(OID.basicConstraints), der(0x04, sequence(hex("0101ff")))),
      ),
    ),
  );
  const signature = Buffer.concat([Buffer.of(0), sign("sha256", body, issuer?.key ?? privateKey)]);
  const base64 = sequence(body, algorithm, der(0x03, signature)).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  };
}

/** The subject of a certificate, as its DER has it. */
function subjectOf({ cert }: TestCertificate): Buffer {
  const common = /CN=([^\n]*)/.exec(new X509Certificate(cert).subject)?.[1] ?? "";
  return sequence(der(0x31, sequence(hex(OID.commonName), der(0x0c, Buffer.from(common)))));
}

function hex(text: string): Buffer {
  return Buffer.from(text, "hex");
}

/** Tag, length, value (X.690). */
function der(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...size), value]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function time(hours: number): Buffer {
  const iso = new Date(Date.now() + hours * 3_600_000).toISOString();
  return der(0x18, Buffer.from(`${iso.replace(/[-T:]/g, "").slice(0, 14)}Z`));
}
