import { isObject, type JsonObject } from "#lib/json/schema";
import { cleanText } from "./clean-text.ts";
import { objectAt, type DocumentReader } from "./read-content.ts";
import { readProse, safeHref } from "./read-prose.ts";
import { readServers } from "./read-servers.ts";
import type { ReferenceAbout, ReferenceLink, SecurityScheme } from "./reference-schema.ts";
import type { DocumentFormat } from "./schema.ts";

const SCHEMES_MAX = 50;

/** What the document says of itself: description, contact, licence, servers, ways to authenticate. */
export function readAbout(reader: DocumentReader, format: DocumentFormat): ReferenceAbout {
  const { root } = reader;
  const info = isObject(root["info"]) ? root["info"] : {};
  const described = new Map(
    (Array.isArray(root["servers"]) ? root["servers"] : [])
      .filter(isObject)
      .map((server) => [cleanText(server["url"], 2000), cleanText(server["description"], 300)]),
  );
  return {
    title: cleanText(info["title"], 200),
    version: cleanText(info["version"], 100),
    description: readProse(info["description"] ?? info["summary"]),
    contact: contactOf(info["contact"]),
    license: licenseOf(info["license"]),
    terms: safeHref(info["termsOfService"]),
    moreAt: moreAt(root["externalDocs"]),
    servers: readServers(root, format).map((url) => ({ url, description: described.get(url) ?? "" })),
    security: schemesOf(reader),
  };
}

export function moreAt(value: unknown): ReferenceLink | null {
  if (!isObject(value)) return null;
  const href = safeHref(value["url"]);
  return href === "" ? null : { href, text: cleanText(value["description"], 200) || href };
}

function contactOf(value: unknown): ReferenceAbout["contact"] {
  if (!isObject(value)) return null;
  const [name, email] = [cleanText(value["name"], 200), cleanText(value["email"], 320)];
  const href = safeHref(value["url"]);
  return name || email || href ? { name, email: safeHref(`mailto:${email}`) ? email : "", href } : null;
}

function licenseOf(value: unknown): ReferenceAbout["license"] {
  if (!isObject(value)) return null;
  const name = cleanText(value["name"] ?? value["identifier"], 200);
  return name ? { name, href: safeHref(value["url"]) } : null;
}

/** The schemes a document defines, by name: `components.securitySchemes`, or 2.0's `securityDefinitions`. */
function schemesOf(reader: DocumentReader): SecurityScheme[] {
  const { root } = reader;
  const components = isObject(root["components"]) ? root["components"] : {};
  const given = components["securitySchemes"] ?? root["securityDefinitions"];
  if (!isObject(given)) return [];
  return Object.entries(given)
    .slice(0, SCHEMES_MAX)
    .flatMap(([name, value]) => {
      const scheme = objectAt(reader, value);
      if (!scheme) return [];
      const kind = cleanText(scheme["type"], 40);
      const description = readProse(scheme["description"]);
      return [{ name: cleanText(name, 200), kind, where: whereOf(scheme), description }];
    });
}

function whereOf(scheme: JsonObject): string {
  const text = (key: string) => cleanText(scheme[key], 300);
  switch (scheme["type"]) {
    case "apiKey":
      return `${text("in")} ${text("name")}`.trim();
    case "basic":
      return "HTTP Basic";
    case "http":
      return text("scheme").toLowerCase() === "bearer" ? "Bearer token" : `HTTP ${text("scheme")}`;
    case "oauth2":
      return `OAuth 2: ${flowsOf(scheme).join(", ")}`;
    case "openIdConnect":
      return `OpenID Connect, ${text("openIdConnectUrl")}`;
    case "mutualTLS":
      return "Client certificate";
    default:
      return "";
  }
}

function flowsOf(scheme: JsonObject): string[] {
  if (isObject(scheme["flows"])) return Object.keys(scheme["flows"]).map((flow) => cleanText(flow, 60));
  return [cleanText(scheme["flow"], 60)].filter((flow) => flow !== "");
}
