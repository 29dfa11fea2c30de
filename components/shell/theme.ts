export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Read by the root layout, so that the first paint has the right theme. */
export const THEME_COOKIE = "theme";

/** What the cookie says; anything else follows the system. */
export function themeOf(cookie: string | undefined): Theme {
  return cookie === "light" || cookie === "dark" ? cookie : "system";
}
