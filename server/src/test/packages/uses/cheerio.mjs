import * as cheerio from 'cheerio';
export default () => {
  const $ = cheerio.load('<ul id="l"><li class="a">One</li><li>Two &amp; é</li></ul>');
  $('li').addClass('x');
  $('ul').append('<li>Three</li>');
  return [$('li').length, $('.a').text(), $('li').map((_, each) => $(each).text()).get(), $('ul').html(), $.html(), $('li:nth-child(2)').attr('class'), $('li').first().next().text(), cheerio.load('<a>1</a>', { xml: true }).xml()];
};
