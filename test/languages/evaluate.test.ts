import { renderResourceTemplate } from '../../src/languages/template';

const inputs = {
  ...{ tenant: 'shop', count: 2, big: 1_234_567, on: true, off: false, none: null, empty: '' },
  ...{ list: ['a', 'b', 'c'], map: { y: 'two', x: 'one' } },
};

describe('a template of a ResourceSet gives the text that the operator makes', () => {
  it.each([
    ['name: << inputs.tenant >>-apps', 'name: shop-apps'],
    ['<< inputs.count >> << inputs.big >> << inputs.on >> << 0.00001 >>', '2 1.234567e+06 true 1e-05'],
    ['a\n<<- /* not here */ ->>\n b', 'ab'],
    ['<< if inputs.on >>yes<< else >>no<< end >>', 'yes'],
    ['<< if inputs.off >>yes<< else if inputs.count >>two<< else >>no<< end >>', 'two'],
    ['<< if not inputs.map >>yes<< else >>no<< end >>', 'no'],
    ['<< with inputs.map >><< .x >><< else >>none<< end >>', 'one'],
    ['<< with inputs.empty >><< . >><< else >>none<< end >>', 'none'],
    ['<< range inputs.list >><< . >>,<< end >>', 'a,b,c,'],
    ['<< range $i, $one := inputs.list >><< $i >>=<< $one >> << end >>', '0=a 1=b 2=c '],
    ['<< range $one := inputs.list >><< $one >><< end >>', 'abc'],
    ['<< range $key, $value := inputs.map >><< $key >>=<< $value >> << end >>', 'x=one y=two '],
    ['<< range inputs.none >>x<< else >>none<< end >>', 'none'],
    ['<< range inputs.list >><< if eq . "b" >><< continue >><< end >><< . >><< end >>', 'ac'],
    ['<< range inputs.list >><< if eq . "b" >><< break >><< end >><< . >><< end >>', 'a'],
    ['<< $x := "one" >><< if inputs.on >><< $x = "two" >><< end >><< $x >>', 'two'],
    ['<< define "part" >>[<< . >>]<< end >><< template "part" inputs.tenant >>', '[shop]'],
    ['<< define "part" >>here<< end >><< template "part" >>', 'here'],
    ['<< (inputs).map.y >> << inputs.tenant | upper | lower >>', 'two shop'],
    ['<< quote inputs.tenant nil inputs.count >> << squote inputs.tenant nil >>', `"shop" "2" 'shop'`],
    ['<< inputs.empty | default "x" >> << default "x" inputs.tenant >>', 'x shop'],
    ['<< eq inputs.tenant "a" "shop" >> << ne inputs.tenant "a" >> << empty inputs.list >>', 'true true false'],
    [
      '<< and inputs.on inputs.tenant >> << and inputs.on inputs.off >> << or inputs.off "x" >> << or inputs.off "" >>',
      'shop false x ',
    ],
    [
      '<< contains "ho" inputs.tenant >> << hasPrefix "sh" inputs.tenant >> << hasSuffix "x" inputs.tenant >>',
      'true true false',
    ],
    ['<< hasKey inputs.map "x" >> << hasKey inputs.map "z" >>', 'true false'],
    [
      '<< "a.b.c" | replace "." "-" >> << " x " | trim >> << "v1" | trimPrefix "v" >> << "v1" | trimPrefix "x" >>',
      'a-b-c x 1 v1',
    ],
    [
      '<< "a-x" | trimSuffix "-x" >> << "a" | trimSuffix "" >> << ternary "y" "n" inputs.on >> << ternary "y" "n" inputs.off >>',
      'a a y n',
    ],
    ['<< "x" | b64enc >> << join "+" inputs.list >> << inputs.count | toString >>', 'eA== a+b+c 2'],
    ['a:<< "x\\ny" | nindent 2 >>\n<< "z" | indent 1 >>', 'a:\n  x\n  y\n z'],
    ['<< toYaml inputs.map >>', 'y: two\nx: one\n'],
    ['<< "\\"" | quote >> << `raw` >>', '"\\"" raw'],
    ['<< inputs.none >>', '<no value>'],
  ])('%s', (template, expected) => {
    expect(renderResourceTemplate(template, inputs)).toBe(expected);
  });

  it.each([
    ['<< inputs.gone >>', /no input has the field "gone": give it/],
    ['<< inputs.tenant.name >>', /no input has the field "name": give it/],
    ['<< inputs.list >>', /a map or list is printed as it is: use toYaml/],
    ['<< slugify inputs.tenant >>', /the function "slugify" is not evaluated here: write its result instead/],
    ['<< template "gone" >>', /no template "gone" is defined: define it/],
    ['<< range inputs.tenant >>x<< end >>', /range over a value that is neither a list nor a map: give one/],
    ['<< inputs.tenant | .x >>', /a value that is no function gets arguments: leave them out/],
    ['<< unknown >>', /"unknown" is not a function/],
  ])('refuses %s', (template, message) => {
    expect(() => renderResourceTemplate(template, inputs)).toThrow(message);
  });
});
