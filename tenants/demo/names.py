"""Where the demonstration's households live and what they are called. All of them are invented."""

MADAMS = (
    "Aminata", "Bernadette", "Brigitte", "Catherine", "Chantal", "Coumba", "Danielle", "Delphine", "Djamila",
    "Estelle", "Florence", "Gaëlle", "Ghislaine", "Houria", "Isabelle", "Jacqueline", "Khadija", "Laurence",
    "Leïla", "Lucienne", "Madeleine", "Maïwenn", "Malika", "Marie-Pierre", "Martine", "Michèle", "Nadège", "Odile",
    "Patricia", "Rachida", "Rozenn", "Sabrina", "Samira", "Solange", "Sylviane", "Valérie", "Yvonne", "Zohra",
)  # fmt: skip
SIRS = (
    "Abdelkader", "Alain", "André", "Bakary", "Bruno", "Christian", "Claude", "Cyrille", "Didier", "Dominique",
    "Emmanuel", "Fabrice", "François", "Gérard", "Guy", "Hamid", "Hervé", "Ibrahima", "Jean-Marc", "Joël",
    "Karim", "Laurent", "Loïc", "Lucien", "Mamadou", "Marcel", "Mickaël", "Mohamed", "Noël", "Pascal",
    "Patrick", "Raymond", "René", "Roland", "Saïd", "Stéphane", "Thierry", "Tugdual", "Xavier", "Yannick",
)  # fmt: skip
CHILDREN = (
    "Adam", "Amina", "Anaïs", "Chloé", "Enzo", "Inès", "Jade", "Kylian", "Léo", "Lina", "Lucas", "Manon", "Maël",
    "Nolan", "Océane", "Rayan", "Sofia", "Théo", "Yanis", "Zoé",
)  # fmt: skip
SURNAMES = (
    "Abalain", "Airault", "Allanic", "Arzur", "Babin", "Bah", "Barreteau", "Baudry", "Belkacem", "Bernier", "Bihan",
    "Bonnaud", "Bouvet", "Brochard", "Cadoret", "Camara", "Chauvet", "Cissé", "Clavier", "Coisnard", "Corre",
    "Coulibaly", "Crémet", "Dabo", "Daniélou", "Delaunay", "Desbois", "Diarra", "Douillard", "Dupé", "Ecomard",
    "Essaïdi", "Favreau", "Fleury", "Fofana", "Fraslin", "Gautier", "Ghezali", "Giraudet", "Gouraud", "Guérif",
    "Guihard", "Haddad", "Hervouet", "Huchet", "Idir", "Jollivet", "Kaba", "Kerbrat", "Keïta", "Lahaye", "Landreau",
    "Le Bris", "Le Guen", "Legendre", "Lemoine", "Loquet", "Mabileau", "Maillard", "Mansouri", "Mercier", "Moisan",
    "Moreau", "N’Diaye", "Nogues", "Olivaud", "Orhant", "Ouvrard", "Pageau", "Pasquier", "Penhouët", "Perraud",
    "Pichaud", "Quéméner", "Rabiller", "Retailleau", "Rialland", "Rousseau", "Sall", "Saulnier", "Sidibé", "Sorin",
    "Tahar", "Talbi", "Texier", "Thébaud", "Touré", "Trichet", "Urvoy", "Viaud", "Vinet", "Yahiaoui", "Zidane",
)  # fmt: skip


# (sector, postcode, commune, district, streets)
LNH_PLACES = (
    ("Nantes Nord", "44300", "Nantes", "Bout-des-Landes", ("rue du Bout-des-Landes", "route de Rennes")),
    ("Nantes Nord", "44300", "Nantes", "Bottière", ("rue de la Bottière", "allée des Tilleuls")),
    ("Nantes Nord", "44700", "Orvault", "Plaisance", ("avenue de la Ferrière", "rue du Printemps")),
    ("Nantes Ouest", "44100", "Nantes", "Bellevue", ("rue du Jamet", "place des Lauriers")),
    ("Nantes Ouest", "44100", "Nantes", "Dervallières", ("rue Auguste-Renoir", "boulevard Jean-Ingres")),
    ("Nantes Ouest", "44800", "Saint-Herblain", "Sillon de Bretagne", ("avenue des Thébaudières", "rue de Dax")),
    ("Sud-Loire", "44400", "Rezé", "Château", ("rue Jean-Fraix", "allée de Touraine")),
    ("Sud-Loire", "44200", "Nantes", "Clos-Toreau", ("rue de Biarritz", "rue de Saint-Jean-de-Luz")),
    ("Sud-Loire", "44120", "Vertou", "Beautour", ("rue de la Sèvre", "impasse des Roseaux")),
    ("Saint-Nazaire", "44600", "Saint-Nazaire", "Prézégat", ("rue de Prézégat", "allée des Mouettes")),
)
PONANT_PLACES = (
    ("Estuaire", "44600", "Saint-Nazaire", "Bouletterie", ("rue de la Bouletterie", "allée du Marais")),
    ("Estuaire", "44570", "Trignac", "Certé", ("rue de Certé", "rue du Brivet")),
    ("Estuaire", "44480", "Donges", "Bourg", ("rue du Port", "place de la Mairie")),
)
