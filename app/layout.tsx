import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { THEME_COOKIE, themeOf } from "@/components/shell/theme.ts";
import "./globals.css";

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
    <html lang="en" data-theme={theme === "system" ? undefined : theme}>
      <body>{children}</body>
    </html>
  );
}
