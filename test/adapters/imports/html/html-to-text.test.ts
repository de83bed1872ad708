import { expect } from 'chai';
import { htmlToText } from '../../../../src/adapters/imports/html/html-to-text.ts';

/** Examples of HTML, each with the expected plain text. The keys are the titles of the tests. */
const EXAMPLES: Record<string, readonly [html: string, text: string]> = {
  'decodes entities once': ['&lt;b&gt; &amp;amp; &eacute;&#x1F331;&bogus;', '<b> &amp; é🌱&bogus;'],
  'replaces characters that do not exist': ['&#0;&#xD800;&#x110000;', '\ufffd\ufffd\ufffd'],
  'collapses white space': ['a \n\t b&nbsp;&nbsp;c', 'a b c'],
  'keeps white space in pre': ['<pre>\na  b\n  c</pre>d', 'a  b\n  c\n\nd'],
  'ends lines at br, div and tr': ['a<br>b<div>c</div>d<table><tr><td>e<td>f</tr></table>', 'a\nb\nc\nd\n\ne f'],
  'leaves one empty line at two br': ['a<br><br><br>b', 'a\n\nb'],
  'puts empty lines around paragraphs, headings and quotes': [
    '<h1>a</h1><p>b</p><blockquote>c</blockquote>d',
    'a\n\nb\n\nc\n\nd',
  ],
  'marks items': ['<ul><li>a</li><li><p>b</p><p>c</p></li></ul>', '- a\n- b c'],
  'puts lists inside items on lines of their own': [
    '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>',
    '- a\n- b\n- c',
  ],
  'marks checked and open boxes': [
    '<ul><li data-checked="true"><input type="checkbox">a</li><li><input type=checkbox>b<li><input type=checkbox checked>c</ul>',
    '- [x] a\n- [ ] b\n- [x] c',
  ],
  'writes the address of a link once': [
    '<a href="https://a.example.org/?x=1&amp;y=2">a</a> <a href=https://b.example.org>https://b.example.org</a>',
    'a (https://a.example.org/?x=1&y=2) https://b.example.org',
  ],
  'writes the address of a link without text': ['<a href="https://a.example.org"></a>', 'https://a.example.org'],
  'ends a link where the next begins, and at the end': ['<a href=b>a<a href=d>c', 'a (b)c (d)'],
  'keeps an address that is a script as text': ['<a href="javascript:alert(1)">a</a>', 'a (javascript:alert(1))'],
  'writes the text of an image': ['<img src=x onerror="alert(1)" alt="A bowl">', 'A bowl'],
  'leaves out head, style, script and comments': [
    'a<HEAD><title>x</title></HEAD><style>p{}</style><ScRiPt>alert("</p>")</sCrIpT >b<!-- > c -->d<!doctype html><?php ?>e',
    'abde',
  ],
  'breaks lines again after items and cells that are never closed': [
    '<ul><li>a<li>b</ul><p>c</p><p>d</p><table><tr><td>e<tr><td>f</table>g<p>h',
    '- a\n- b\n\nc\n\nd\n\ne\nf\n\ng\n\nh',
  ],
  'reads elements that are never closed': ['<p>never closed <b>bold <i>both', 'never closed bold both'],
  'reads markup that never ends as text': ['a < b <3 <i', 'a < b <3 <i'],
  'drops a comment that never ends': ['a<!-- b', 'a'],
  'reads attributes in any quotes': [`<a title='>' href = "x>y" href="z">a</a>`, 'a (x>y)'],
};

describe('htmlToText', () => {
  for (const [what, [html, text]] of Object.entries(EXAMPLES)) {
    it(what, () => {
      expect(htmlToText(html)).to.equal(text);
    });
  }

  it('converts within a minute HTML that repeats one opening character or tag a million times', function () {
    this.timeout(60_000);
    for (const piece of [
      '<',
      '<a ',
      '<!--',
      '<script>',
      "<a b='",
      '<li>',
      '</',
      '&',
      '<head>',
      '<a href=x>y',
      '<pre>',
    ]) {
      expect(htmlToText(`<b>${piece.repeat(1_000_000)}`)).to.be.a('string');
    }
  });
});
