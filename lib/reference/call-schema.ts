import { z } from "zod";
import { INT4_MAX, Slug } from "#lib/ids/schema";
import { listQuery, pageOf } from "#lib/paging/schema";

/** Where clients reach the gateways of an environment: an address without a path, user name, query or fragment. */
const GatewayUrl = z
  .string()
  .trim()
  .max(500)
  .transform((text) => text.replace(/\/+$/, ""))
  .refine(isOrigin, "An http:// or https:// address without a path, such as https://api.example.com.");

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text.toLowerCase();
}

/** By environment; one that is not named has the address the installation was started with, if any. */
const GatewayUrls = z.record(Slug, GatewayUrl);
export const GatewayAddressSetting = z.strictObject({ urls: GatewayUrls });
export type GatewayAddressSetting = z.infer<typeof GatewayAddressSetting>;

export const UpdateGatewayAddresses = GatewayAddressSetting.extend({ etag: z.int().min(1).max(INT4_MAX) });
export type UpdateGatewayAddresses = z.infer<typeof UpdateGatewayAddresses>;

export const GatewayAddresses = z
  .object({
    ...GatewayAddressSetting.shape,
    etag: z.int(),
    environments: z
      .array(z.object({ slug: z.string(), name: z.string(), defaultUrl: z.string().nullable() }))
      .describe("All environments, with the address that counts where none is set."),
  })
  .meta({ id: "GatewayAddresses" });
export type GatewayAddresses = z.infer<typeof GatewayAddresses>;

/** What the installation itself knows: the gateway it was started with. */
export interface OwnGateway {
  url: string;
  environment: string;
}

export const CallQuery = z.strictObject({ environment: Slug });
export type CallQuery = z.infer<typeof CallQuery>;

const applications = listQuery({ sort: ["name"] }).api.omit({ sort: true, dir: true });
/** `q`: names and slugs. */
export const CallApplicationQuery = applications.extend({ environment: Slug });
export type CallApplicationQuery = z.infer<typeof CallApplicationQuery>;

export const CallApplication = z
  .object({ slug: z.string(), name: z.string() })
  .meta({ id: "CallApplication" });
export type CallApplication = z.infer<typeof CallApplication>;

/** How a version is called in one environment. */
export const CallSettings = z
  .object({
    environment: z.string(),
    isLive: z.boolean(),
    gatewayUrl: z.string().nullable().describe("Without a slash at the end; null: nobody told the portal."),
    host: z.string().nullable().describe("The `Host` its route asks for."),
    pathPrefix: z.string().describe('Before the operation\'s path; "" when there is nothing.'),
    methods: z.array(z.string()),
    credential: z
      .object({ header: z.string(), value: z.string() })
      .nullable()
      .describe(
        "What is to be sent along, with $API_KEY or $ACCESS_TOKEN in its place; null: nothing is needed.",
      ),
    trial: z
      .object({
        isNeeded: z.boolean(),
        applications: pageOf(CallApplication).describe("The first of them, by name."),
      })
      .nullable()
      .describe("With whose key the reader may try the version out; null: it takes no keys."),
  })
  .meta({ id: "CallSettings" });
export type CallSettings = z.infer<typeof CallSettings>;
