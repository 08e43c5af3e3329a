/** Who shops in the demo: names of many places, none of them anybody's. */
export const firstNames =
  'Ada Amara Anouk Arjun Astrid Bao Beatriz Ben Callum Carmen Chidi Clara Dara Diego Edith Elif Emeka Esme Farah Finn Freya Gita Hana Hugo Ines Ivo Jonas Kemi Lars Leila Lena Luca Maeve Mateo Mina Nadia Noor Olaf Otis Paloma Priya Quinn Rafael Rhea Rosa Sami Sanne Sota Tariq Tess Theo Uma Vera Wren Yara Yusuf Zadie Zofia'.split(
    ' ',
  );

export const lastNames =
  'Abara Acosta Ahlgren Baptiste Barlow Birch Castell Chaudhry Dahl Demir Duarte Egede Falk Ferris Gallo Hale Hartog Ibarra Ito Jansen Kaya Keane Khoury Lindqvist Lowe Madaki Marsh Mensah Moreau Nkemelu Novak Okafor Olsen Pereira Pike Quispe Rahimi Reyes Sato Shah Silva Skov Tanaka Thorne Ueda Varga Villar Weiss Wilde Yilmaz Zeller'.split(
    ' ',
  );
