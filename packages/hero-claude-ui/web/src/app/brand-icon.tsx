/** The mark of hero-claude. */
export function BrandIcon({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#2b5fd9" />
      <path d="M8 8v16M24 8v16M8 16h16" stroke="#fff" strokeWidth="4" strokeLinecap="round" />
    </svg>
  );
}
