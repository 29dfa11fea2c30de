import type { VersionAccess } from "#lib/catalogue/schema";

/** Who may call a version, in a sentence. */
export function accessSentence(access: VersionAccess["access"]): string {
  if (access === null) return "Everyone may call it; nobody is asked who they are.";
  const ways = [
    ...(access.key ? ["a key of a subscribed application"] : []),
    ...(access.jwt ? [`a token of ${access.jwt.issuer}`] : []),
  ];
  if (ways.length === 0) return "Everyone may call it.";
  const sentence = `It takes ${ways.join(" or ")}`;
  return access.anonymous ? `${sentence}, and lets everyone else in, too.` : `${sentence}.`;
}
