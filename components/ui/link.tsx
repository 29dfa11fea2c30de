"use client";

// oxlint-disable-next-line no-restricted-imports -- every other link is made of this one.
import NextLink from "next/link";
import type { Route } from "next";
import { useState, type ComponentProps } from "react";

interface LinkProps extends Omit<ComponentProps<typeof NextLink>, "href" | "prefetch"> {
  href: Route;
}

/**
 * What a page needs is fetched ahead when somebody is about to follow the link, not for every link that comes into view: a page has
 * some thirty, and their requests would compete with its own.
 */
export function Link({ onPointerEnter, onFocus, ...rest }: LinkProps) {
  const [isNear, setNear] = useState(false);
  return (
    <NextLink
      {...rest}
      prefetch={isNear ? null : false}
      onPointerEnter={(event) => {
        setNear(true);
        onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        setNear(true);
        onFocus?.(event);
      }}
    />
  );
}
