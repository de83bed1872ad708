import type { ComponentChildren } from 'preact';

interface Props {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** The layout of a page without tasks, such as the sign-in: the logo, a heading, and the content. */
export function EntrancePage({ title, children }: Props) {
  return (
    <main class="entrance">
      <div class="entrance-card">
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" />
          <path d="M8 17l5.5 5.5L24 10.5" />
        </svg>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
