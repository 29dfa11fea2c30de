import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { THEME_COOKIE, themeOf } from "@/components/shell/theme.ts";
import "./globals.css";

/** Inter 4 (SIL Open Font License, fonts/LICENSE.txt), served by the portal itself. */
const inter = localFont({ src: "./fonts/inter-latin.woff2", variable: "--font-inter", weight: "100 900" });
const interExtended = localFont({
  src: "./fonts/inter-latin-ext.woff2",
  variable: "--font-inter-extended",
  weight: "100 900",
  preload: false,
  adjustFontFallback: false,
  declarations: [
    { prop: "unicode-range", value: "U+0100-02BA, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20AB, U+2113" },
  ],
});

export const metadata: Metadata = {
  title: { default: "Understudy", template: "%s · Understudy" },
  description: "The API developer portal where every API has an understudy.",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f8f8f9" },
    { media: "(prefers-color-scheme: dark)", color: "#0e0f12" },
  ],
};

/** The theme comes from a cookie, so the first paint is right without a script; without the cookie CSS follows the system. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html
      lang="en"
      className={`${inter.variable} ${interExtended.variable}`}
      data-theme={theme === "system" ? undefined : theme}
    >
      <body>{children}</body>
    </html>
  );
}
