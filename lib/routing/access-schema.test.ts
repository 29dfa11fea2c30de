import { describe, expect, it } from "vitest";
import { AccessSettings, ApplicationBody, CredentialBody } from "./schema.ts";

const problems = (of: object) => {
  const { error } = AccessSettings.safeParse(of);
  return error?.issues.map((issue) => issue.path.join(".")) ?? [];
};
const jwt = {
  issuer: "https://id.example",
  jwksUrl: "https://id.example/keys",
  audience: ["orders"],
};

describe("AccessSettings", () => {
  it("needs a way in", () => {
    expect(problems({})).toEqual(["anonymous"]);
    expect(problems({ anonymous: true })).toEqual([]);
    expect(problems({ key: {} })).toEqual([]);
    expect(problems({ jwt })).toEqual([]);
    expect(AccessSettings.parse({ key: {} }).key?.header).toBe("x-api-key");
  });

  it.each(["cookie", "authorization", "host", "content-length", "X-Key", "x_key", "x key", ""])(
    "takes no key in the header %j",
    (header) => {
      expect(problems({ key: { header } })).toEqual(["key.header"]);
    },
  );

  it.each(["ftp://id.example/keys", "https://user:secret@id.example/keys", "/keys"])(
    "reads no keys from %s",
    (jwksUrl) => {
      expect(problems({ jwt: { ...jwt, jwksUrl } })).toEqual(["jwt.jwksUrl"]);
    },
  );

  it("lets not every page act for the user", () => {
    const cors = (of: object) => problems({ anonymous: true, cors: { origins: ["*"], ...of } });
    expect(cors({})).toEqual([]);
    expect(cors({ credentials: true })).toEqual(["cors.origins"]);
    expect(cors({ origins: ["https://a.example"], credentials: true })).toEqual([]);
    expect(cors({ origins: ["https://a.example/path"] })).toEqual(["cors.origins.0"]);
    expect(cors({ origins: ["null"] })).toEqual(["cors.origins.0"]);
  });
});

describe("the documents of consumers", () => {
  it("are closed", () => {
    const application = {
      kind: "application",
      environment: "production",
      application: { id: "app_1", slug: "shop", name: "Shop", team: "retail" },
      state: "active",
      subscriptions: [
        {
          id: "sub_1",
          api: { id: "api_1", slug: "orders" },
          version: { id: "ver_1", name: "v1" },
          plan: { id: "plan_1", name: "Free" },
          state: "active",
          rateLimit: { requests: 10, windowMs: 1_000, burst: 20 },
          quota: { requests: 100_000, per: "month" },
        },
      ],
    };
    expect(ApplicationBody.parse(application)).toEqual({ ...application, clients: [] });
    expect(ApplicationBody.safeParse({ ...application, key: "usk_…" }).success).toBe(false);
    const credential = {
      kind: "credential",
      environment: "production",
      keyId: "key_1",
      applicationId: "app_1",
      state: "active",
    };
    expect(CredentialBody.parse(credential)).toEqual(credential);
    expect(CredentialBody.safeParse({ ...credential, state: "unknown" }).success).toBe(false);
  });
});
