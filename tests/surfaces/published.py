"""Functions of two variables from the literature, at their published domains, with their published global minima.

Texts, domains and values after Jamil & Yang (2013), "A literature survey of benchmark functions for global optimization
problems" (https://arxiv.org/abs/1308.4008), Surjanovic & Bingham's Virtual Library of Simulation Experiments
(https://www.sfu.ca/~ssurjano/optimization.html) and Gavana's collection (http://infinity77.net/global_optimization);
a value that is printed with fewer than ten digits there was completed by Newton's method from the printed place.
Functions whose lowest point lies on the domain's rim are left out, as it is no critical point, but for Eggholder's, of
which the lowest one inside counts.
"""

from typing import NamedTuple

import numpy as np

from surfaces import lowest, parse


class Published(NamedTuple):
    text: str
    x: tuple[float, float]
    y: tuple[float, float]
    lowest: float


R = "sqrt(x^2+y^2)"
HANSEN = "(cos(1)+2cos(x+2)+3cos(2x+3)+4cos(3x+4)+5cos(4x+5))*(cos(2y+1)+2cos(3y+2)+3cos(4y+3)+4cos(5y+4)+5cos(6y+5))"
SHUBERT = "*".join("(" + "+".join(f"{i}cos({i + 1}{v}+{i})" for i in range(1, 6)) + ")" for v in "xy")
JENNRICH = "+".join(f"({2 + 2 * i}-exp({i}x)-exp({i}y))^2" for i in range(1, 11))
MICHALEWICZ = "-sin(x)sin(x^2/pi)^20-sin(y)sin(2y^2/pi)^20"


def square(side: float) -> dict[str, tuple[float, float]]:
    return {"x": (-side, side), "y": (-side, side)}


PUBLISHED = {
    "ackley": Published(
        "-20exp(-0.2sqrt((x^2+y^2)/2))-exp((cos(2pi x)+cos(2pi y))/2)+e+20", **square(32.768), lowest=0.0
    ),
    "ackley 2": Published(f"-200exp(-0.2{R})", **square(32), lowest=-200.0),
    "ackley 3": Published(f"-200exp(-0.02{R})+5exp(cos(3x)+sin(3y))", **square(32), lowest=-195.629028238419),
    "alpine 1": Published("abs(x sin(x)+0.1x)+abs(y sin(y)+0.1y)", **square(10), lowest=0.0),
    "alpine 2": Published("-sqrt(x)sin(x)sqrt(y)sin(y)", (0, 10), (0, 10), -7.885600724127536),
    "bartels": Published("abs(x^2+y^2+x y)+abs(sin(x))+abs(cos(y))", **square(500), lowest=1.0),
    "beale": Published("(1.5-x+x y)^2+(2.25-x+x y^2)^2+(2.625-x+x y^3)^2", **square(4.5), lowest=0.0),
    "bird": Published(
        "sin(x)exp((1-cos(y))^2)+cos(y)exp((1-sin(x))^2)+(x-y)^2", **square(6.283185307), lowest=-106.76453674926
    ),
    "bohachevsky 1": Published("x^2+2y^2-0.3cos(3pi x)-0.4cos(4pi y)+0.7", **square(100), lowest=0.0),
    "bohachevsky 2": Published("x^2+2y^2-0.3cos(3pi x)cos(4pi y)+0.3", **square(100), lowest=0.0),
    "bohachevsky 3": Published("x^2+2y^2-0.3cos(3pi x+4pi y)+0.3", **square(100), lowest=0.0),
    "booth": Published("(x+2y-7)^2+(2x+y-5)^2", **square(10), lowest=0.0),
    "branin": Published(
        "(y-5.1x^2/(4pi^2)+5x/pi-6)^2+10(1-1/(8pi))cos(x)+10", (-5, 10), (0, 15), 0.39788735772973816
    ),
    "brown": Published("(x^2)^(y^2+1)+(y^2)^(x^2+1)", (-1, 4), (-1, 4), 0.0),
    "bukin 2": Published("100(y-0.01x^2+1)^2+0.01(x+10)^2", (-15, -5), (-3, 3), 0.0),
    "bukin 4": Published("100y^2+0.01abs(x+10)", (-15, -5), (-3, 3), 0.0),
    "bukin 6": Published("100sqrt(abs(y-0.01x^2))+0.01abs(x+10)", (-15, -5), (-3, 3), 0.0),
    "camel, six humps": Published("(4-2.1x^2+x^4/3)x^2+x y+(4y^2-4)y^2", **square(5), lowest=-1.0316284534898774),
    "camel, three humps": Published("2x^2-1.05x^4+x^6/6+x y+y^2", **square(5), lowest=0.0),
    "carrom table": Published(f"-exp(2abs(1-{R}/pi))cos(x)^2cos(y)^2/30", **square(10), lowest=-24.15681551650653),
    "chichinadze": Published(
        "x^2-12x+11+10cos(pi x/2)+8sin(5pi x/2)-sqrt(1/5)exp(-(y-0.5)^2/2)", **square(30), lowest=-42.94438701899098
    ),
    "cross in tray": Published(
        f"-0.0001(abs(sin(x)sin(y)exp(abs(100-{R}/pi)))+1)^0.1", **square(10), lowest=-2.062611870822739
    ),
    "cube": Published("100(y-x^3)^2+(1-x)^2", **square(10), lowest=0.0),
    "damavandi": Published(
        "(1-abs(sin(pi(x-2))sin(pi(y-2))/(pi^2(x-2)(y-2)))^5)(2+(x-7)^2+2(y-7)^2)", (0, 14), (0, 14), 0.0
    ),
    "deckkers-aarts": Published(
        "1e5x^2+y^2-(x^2+y^2)^2+1e-5(x^2+y^2)^4", **square(20), lowest=-24776.518342317686
    ),
    "dixon-price": Published("(x-1)^2+2(2y^2-x)^2", **square(10), lowest=0.0),
    "drop wave": Published(f"-(1+cos(12{R}))/((x^2+y^2)/2+2)", **square(5.12), lowest=-1.0),
    "easom": Published("-cos(x)cos(y)exp(-(x-pi)^2-(y-pi)^2)", **square(100), lowest=-1.0),
    "egg crate": Published("x^2+y^2+25(sin(x)^2+sin(y)^2)", **square(5), lowest=0.0),
    "eggholder": Published(
        "-(y+47)sin(sqrt(abs(y+x/2+47)))-x sin(sqrt(abs(x-(y+47))))", **square(512), lowest=-956.9182316237413
    ),
    "el-attar": Published("(x^2+y-10)^2+(x+y^2-7)^2+(x^2+y^3-1)^2", **square(500), lowest=1.7127803548621027),
    "exponential": Published("-exp(-(x^2+y^2)/2)", **square(1), lowest=-1.0),
    "freudenstein-roth": Published(
        "(x-13+((5-y)y-2)y)^2+(x-29+((y+1)y-14)y)^2", **square(10), lowest=0.0
    ),
    "giunta": Published(
        "0.6+" + "+".join(f"sin(16{v}/15-1)+sin(16{v}/15-1)^2+sin(4(16{v}/15-1))/50" for v in "xy"),
        **square(1), lowest=0.06447042053690566,
    ),
    "goldstein-price": Published(
        "(1+(x+y+1)^2(19-14x+3x^2-14y+6x y+3y^2))(30+(2x-3y)^2(18-32x+12x^2+48y-36x y+27y^2))", **square(2), lowest=3.0
    ),
    "griewank": Published("(x^2+y^2)/4000-cos(x)cos(y/sqrt(2))+1", **square(100), lowest=0.0),
    "hansen": Published(HANSEN, **square(10), lowest=-176.54179313674577),
    "himmelblau": Published("(x^2+y-11)^2+(x+y^2-7)^2", **square(5), lowest=0.0),
    "hoelder table": Published(f"-abs(sin(x)cos(y)exp(abs(1-{R}/pi)))", **square(10), lowest=-19.20850256788675),
    "hosaki": Published("(1-8x+7x^2-7x^3/3+x^4/4)y^2exp(-y)", (0, 5), (0, 6), -2.3458115761013247),
    "jennrich-sampson": Published(JENNRICH, **square(1), lowest=124.36218235561489),
    "levy 13": Published(
        "sin(3pi x)^2+(x-1)^2(1+sin(3pi y)^2)+(y-1)^2(1+sin(2pi y)^2)", **square(10), lowest=0.0
    ),
    "matyas": Published("0.26(x^2+y^2)-0.48x y", **square(10), lowest=0.0),
    "mccormick": Published("sin(x+y)+(x-y)^2-1.5x+2.5y+1", (-1.5, 4), (-3, 4), -1.913222954981037),
    "michalewicz": Published(MICHALEWICZ, (0, 3.14159265), (0, 3.14159265), -1.8013034100985528),
    "parsopoulos": Published("cos(x)^2+sin(y)^2", **square(5), lowest=0.0),
    "pen holder": Published(
        f"-exp(-1/abs(cos(x)cos(y)exp(abs(1-{R}/pi))))", **square(11), lowest=-0.9635348327265058
    ),
    "periodic": Published("1+sin(x)^2+sin(y)^2-0.1exp(-x^2-y^2)", **square(10), lowest=0.9),
    "price 1": Published("(abs(x)-5)^2+(abs(y)-5)^2", **square(500), lowest=0.0),
    "price 4": Published("(2x^3y-y^3)^2+(6x-y^2+y)^2", **square(500), lowest=0.0),
    "quadratic": Published(
        "-3803.84-138.08x-232.92y+128.08x^2+203.64y^2+182.25x y", **square(10), lowest=-3873.7241821862713
    ),
    "rastrigin": Published("20+x^2+y^2-10cos(2pi x)-10cos(2pi y)", **square(5.12), lowest=0.0),
    "rosenbrock": Published("100(y-x^2)^2+(1-x)^2", **square(30), lowest=0.0),
    "rotated ellipse": Published("7x^2-6sqrt(3)x y+13y^2", **square(500), lowest=0.0),
    "salomon": Published(f"1-cos(2pi {R})+0.1{R}", **square(100), lowest=0.0),
    "schaffer 1": Published("0.5+(sin(x^2+y^2)^2-0.5)/(1+0.001(x^2+y^2))^2", **square(100), lowest=0.0),
    "schaffer 2": Published("0.5+(sin(x^2-y^2)^2-0.5)/(1+0.001(x^2+y^2))^2", **square(100), lowest=0.0),
    "schaffer 4": Published(
        "0.5+(cos(sin(abs(x^2-y^2)))^2-0.5)/(1+0.001(x^2+y^2))^2", **square(100), lowest=0.292578632035980
    ),
    "schwefel 2.20": Published("abs(x)+abs(y)", **square(100), lowest=0.0),
    "schwefel 2.21": Published("max(abs(x),abs(y))", **square(100), lowest=0.0),
    "schwefel 2.22": Published("abs(x)+abs(y)+abs(x)abs(y)", **square(100), lowest=0.0),
    "schwefel 2.26": Published(
        "-x sin(sqrt(abs(x)))-y sin(sqrt(abs(y)))", **square(500), lowest=-837.9657745448674
    ),
    "shubert": Published(SHUBERT, **square(10), lowest=-186.73090883102392),
    "sphere": Published("x^2+y^2", **square(5.12), lowest=0.0),
    "styblinski-tang": Published("(x^4-16x^2+5x+y^4-16y^2+5y)/2", **square(5), lowest=-78.33233140754282),
    "sum of powers": Published("abs(x)^2+abs(y)^3", **square(1), lowest=0.0),
    "test tube holder": Published(
        "-4abs(exp(abs(cos(x^2/200+y^2/200)))sin(x)cos(y))", **square(10), lowest=-10.872299901558
    ),
    "trecanni": Published("x^4+4x^3+4x^2+y^2", **square(5), lowest=0.0),
    "trefethen": Published(
        "exp(sin(50x))+sin(60exp(y))+sin(70sin(x))+sin(sin(80y))-sin(10(x+y))+(x^2+y^2)/4",
        (-6.5, 6.5), (-4.5, 4.5), -3.3068686474752,
    ),
    "ursem 1": Published("-sin(2x-0.5pi)-3cos(y)-0.5x", (-2.5, 3), (-2, 2), -4.816814063734245),
    "wayburn-seader 1": Published("(x^6+y^4-17)^2+(2x+y-4)^2", **square(5), lowest=0.0),
    "wayburn-seader 2": Published(
        "(1.613-4(x-0.3125)^2-4(y-1.625)^2)^2+(y-1)^2", **square(500), lowest=0.0
    ),
    "yang 2": Published("(abs(x)+abs(y))exp(-sin(x^2)-sin(y^2))", **square(6.283185307), lowest=0.0),
    "yang 4": Published(
        "(sin(x)^2+sin(y)^2-exp(-x^2-y^2))exp(-sin(sqrt(abs(x)))^2-sin(sqrt(abs(y)))^2)", **square(10), lowest=-1.0
    ),
    "zakharov": Published("x^2+y^2+(0.5x+y)^2+(0.5x+y)^4", (-5, 10), (-5, 10), 0.0),
    "zettl": Published("(x^2+y^2-2x)^2+0.25x", (-1, 5), (-1, 5), -0.003791237220468656),
    "zirilli": Published("0.25x^4-0.5x^2+0.1x+0.5y^2", **square(10), lowest=-0.35238607380003333),
}  # fmt: skip


def found_lowest(published: Published) -> float:
    """The lowest minimum that the search finds: where there is no value, as at 0/0, what it is close by."""
    found = lowest(parse(published.text, (published.x, published.y)))
    return np.inf if found is None else found[1]


if __name__ == "__main__":  # the table
    for name, function in PUBLISHED.items():
        print(f"{name:20} published {function.lowest:18.9f}   found {found_lowest(function):18.9f}")
