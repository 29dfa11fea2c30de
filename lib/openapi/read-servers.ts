import { isObject, type JsonObject } from "#lib/json/schema";
import { cleanText } from "./clean-text.ts";
import type { DocumentFormat } from "./schema.ts";

const SERVERS_MAX = 20;

/** Where the document says the API lives: `servers` with variables filled, or 2.0's schemes + host + basePath. */
export function readServers(root: JsonObject, format: DocumentFormat): string[] {
  const found = format === "2.0" ? swaggerServers(root) : openapiServers(root);
  return [...new Set(found.filter((url) => url !== ""))].slice(0, SERVERS_MAX);
}

function swaggerServers(root: JsonObject): string[] {
  const host = cleanText(root["host"], 300);
  if (host === "") return [];
  const base = cleanText(root["basePath"], 500);
  const given = Array.isArray(root["schemes"]) ? root["schemes"] : [];
  // https first, whatever the order; without schemes the document leaves it open.
  const schemes = ["https", "http"].filter((scheme) => given.includes(scheme));
  return (schemes.length === 0 ? ["https"] : schemes).map((scheme) => `${scheme}://${host}${base}`);
}

function openapiServers(root: JsonObject): string[] {
  const servers = Array.isArray(root["servers"]) ? root["servers"] : [];
  return servers
    .filter(isObject)
    .map((server) => fillVariables(cleanText(server["url"], 2000), server["variables"]));
}

function fillVariables(url: string, variables: unknown): string {
  if (!isObject(variables)) return url;
  return url.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => {
    const variable = variables[name];
    return isObject(variable) ? cleanText(variable["default"], 300) || whole : whole;
  });
}
