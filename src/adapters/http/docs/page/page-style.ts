/** The CSS of the documentation page, for light and dark mode, wide and narrow screens. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881 }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem 1.5rem 6rem;
  display: grid; grid-template-columns: 15rem minmax(0, 1fr); column-gap: 3rem }
header { grid-column: 1 / -1; border-bottom: 1px solid var(--line); margin-bottom: 1rem }
nav { font-size: .9rem; position: sticky; top: 1rem; align-self: start }
nav ul { list-style: none; margin: 0; padding: 0 } nav h4 { margin: 1rem 0 .2rem; text-transform: capitalize }
a { color: light-dark(#0b57d0, #8ab4f8); text-decoration: none } a:hover { text-decoration: underline }
small { font-weight: 400; opacity: .6 } h2 { text-transform: capitalize; margin-top: 2.5rem }
article { border: 1px solid var(--line); border-radius: 8px; padding: 0 1.2rem .8rem; margin: 1.2rem 0 }
code, pre { font: .92em ui-monospace, monospace; overflow-wrap: anywhere }
pre { background: var(--soft); border-radius: 6px; padding: .5rem .8rem; overflow-x: auto }
.call { background: var(--soft); border-radius: 6px; padding: .5rem .8rem }
.call b { color: #fff; border-radius: 4px; padding: .1rem .5rem; font-size: .8rem }
.get { background: #2563ab } .post { background: #1b7f4b } .put { background: #a15c00 } .patch { background: #7046a8 }
.delete { background: #b3372f }
table { border-collapse: collapse; width: 100%; font-size: .92rem; margin: .8rem 0 }
th { text-align: left } td { border-top: 1px solid var(--line); padding: .3rem .8rem .3rem 0; vertical-align: top }
td:first-child { width: 9rem } .examples td:first-child { width: 45% } td span { display: inline-block; margin-right: 1rem } :target { outline: 2px solid #2563ab; outline-offset: 2px }
@media (max-width: 50rem) { body { display: block } nav { position: static } }
`;
