import { describe, expect, it } from "vitest";
import { checkAddress } from "./check-address.ts";
import { EGRESS_DEFAULT, EgressEntry, type EgressPolicy } from "./schema.ts";

const open: EgressPolicy = { allow: [], deny: [], privateTargets: true, privateImports: true };
const ok = (ip: string, policy: EgressPolicy = EGRESS_DEFAULT, host?: string) =>
  checkAddress(ip, policy, { purpose: "target", ...(host ? { host } : {}) }).ok;

describe("addresses that are never called", () => {
  it.each([
    ["AWS, GCP, Azure metadata", "169.254.169.254"],
    ["AWS metadata over IPv6", "fd00:ec2::254"],
    ["AWS metadata over IPv6, written out", "fd00:0ec2:0:0:0:0:0:0254"],
    ["GCP metadata over IPv6", "fd20:ce::254"],
    ["Alibaba metadata, inside carrier NAT", "100.100.100.200"],
    ["Azure host", "168.63.129.16"],
    ["link-local", "169.254.0.1"],
    ["link-local IPv6", "fe80::1"],
    ["link-local IPv6 with a zone", "fe80::1%eth0"],
    ["mapped metadata", "::ffff:169.254.169.254"],
    ["mapped metadata in hex", "::ffff:a9fe:a9fe"],
    ["translated metadata", "::ffff:0:a9fe:a9fe"],
    ["NAT64 metadata", "64:ff9b::a9fe:a9fe"],
    ["local NAT64", "64:ff9b:1::a9fe:a9fe"],
    ["6to4 metadata", "2002:a9fe:a9fe::1"],
    ["unspecified", "0.0.0.0"],
    ["this network", "0.1.2.3"],
    ["unspecified IPv6", "::"],
    ["IPv4-compatible loopback", "::7f00:1"],
    ["broadcast", "255.255.255.255"],
    ["multicast", "224.0.0.1"],
    ["multicast IPv6", "ff02::1"],
    ["reserved", "240.0.0.1"],
    ["documentation", "192.0.2.1"],
    ["documentation IPv6", "2001:db8::1"],
    ["Teredo", "2001::1"],
    ["site-local", "fec0::1"],
    ["not an address", "example.com"],
    ["octal spelling", "0177.0.0.1"],
    ["decimal spelling", "2130706433"],
  ])("%s: %s", (_name, ip) => {
    expect(ok(ip, open)).toBe(false);
    expect(ok(ip, { ...open, allow: ["0.0.0.0/0", "::/0"] })).toBe(false);
  });
});

describe("private addresses", () => {
  const cases = [
    "127.0.0.1",
    "127.8.9.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "::1",
    "fd12::1",
  ];
  const embedded = ["::ffff:127.0.0.1", "::ffff:7f00:1", "64:ff9b::a00:1", "2002:c0a8:101::"];

  it.each([...cases, ...embedded])("%s only where the administrator says so", (ip) => {
    expect(ok(ip)).toBe(false);
    expect(ok(ip, { ...EGRESS_DEFAULT, privateTargets: true })).toBe(true);
  });

  it("targets and imports are allowed apart", () => {
    const targetsOnly = { ...EGRESS_DEFAULT, privateTargets: true };
    const importsOnly = { ...EGRESS_DEFAULT, privateImports: true };
    expect(checkAddress("127.0.0.1", targetsOnly, { purpose: "import" }).ok).toBe(false);
    expect(checkAddress("127.0.0.1", importsOnly, { purpose: "import" }).ok).toBe(true);
    expect(checkAddress("127.0.0.1", importsOnly, { purpose: "target" }).ok).toBe(false);
  });

  it("a gateway's policy has no word on imports: refused", () => {
    expect(
      checkAddress("10.0.0.1", { allow: [], deny: [], privateTargets: true }, { purpose: "import" }).ok,
    ).toBe(false);
  });
});

describe("lists", () => {
  it("public addresses pass without lists", () => {
    expect(ok("93.184.216.34")).toBe(true);
    expect(ok("2606:4700::1111")).toBe(true);
    expect(ok("64:ff9b::5db8:d822")).toBe(true);
  });

  it("deny wins over allow", () => {
    const policy = { ...open, allow: ["93.184.0.0/16"], deny: ["93.184.216.0/24"] };
    expect(ok("93.184.1.1", policy)).toBe(true);
    expect(ok("93.184.216.34", policy)).toBe(false);
    expect(ok("::ffff:93.184.216.34", policy)).toBe(false);
  });

  it("an allow list shuts out the rest", () => {
    const policy = { ...open, allow: ["10.0.0.0/8", "api.example.com", "*.partner.example"] };
    expect(ok("10.1.1.1", policy)).toBe(true);
    expect(ok("192.168.0.1", policy)).toBe(false);
    expect(ok("93.184.216.34", policy)).toBe(false);
    expect(ok("93.184.216.34", policy, "API.example.com.")).toBe(true);
    expect(ok("93.184.216.34", policy, "a.b.partner.example")).toBe(true);
    expect(ok("93.184.216.34", policy, "partner.example")).toBe(false);
    expect(ok("93.184.216.34", policy, "evilpartner.example")).toBe(false);
  });

  it("an allowed name does not open private ranges", () => {
    expect(ok("10.0.0.1", { ...EGRESS_DEFAULT, allow: ["api.example.com"] }, "api.example.com")).toBe(false);
  });

  it("denies by name", () => {
    expect(ok("93.184.216.34", { ...open, deny: ["*.example.com"] }, "x.example.com")).toBe(false);
  });

  it("an allow list that cannot be read allows nothing", () => {
    expect(ok("93.184.216.34", { ...open, allow: ["10.0.0.0/99"] })).toBe(false);
  });

  it("says why", () => {
    const verdict = checkAddress("127.0.0.1", EGRESS_DEFAULT, { purpose: "target", host: "localhost" });
    expect(verdict).toEqual({
      ok: false,
      reason: "localhost (127.0.0.1) is a loopback address; an administrator can allow these for targets.",
    });
  });
});

describe("EgressEntry", () => {
  it.each(["10.0.0.0/8", "::1", "fd00::/8", "api.example.com", "*.example.com", "localhost"])(
    "takes %s",
    (text) => {
      expect(EgressEntry.parse(text)).toBe(text);
    },
  );
  it.each(["", "10.0.0.0/33", "10.0.0", "1.2.3.4.5", "http://x.example", "*", "*.", "a..b", "x.example:80"])(
    "refuses %j",
    (text) => {
      expect(EgressEntry.safeParse(text).success).toBe(false);
    },
  );
});
