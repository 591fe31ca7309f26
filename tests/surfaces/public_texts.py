"""Functions as public questions, tutorials and manuals have them, for Mathematica, MATLAB, R, JavaScript, in LaTeX."""

from math import asin, atan, cos, cosh, exp, log, log2, log10, pi, sin, sqrt

X, Y = 0.7, -0.4
PEAKS = (
    3 * (1 - X) ** 2 * exp(-(X**2) - (Y + 1) ** 2)
    - 10 * (X / 5 - X**3 - Y**5) * exp(-(X**2) - Y**2)
    - exp(-((X + 1) ** 2) - Y**2) / 3
)
SAUNA = 85 + 0.1 * (-1 / 9 * (X - 6) * X**2 * Y**3 + 2 / 3 * (X - 6) * X**2 * Y**2)
RIPPLE = 4 * sin(3 * (X**2 + Y**2)) / (X**2 + Y**2)
BOWL = X**2 + Y**2

READ = {
    "np.sin(np.sqrt(x**2 + y**2))": sin(sqrt(BOWL)),
    "-np.sin(10 * (x**2 + y**2)) / 10": -sin(10 * BOWL) / 10,
    r"z = f(x, y) = -\left(\cos^2 x + \cos^2 y \right)^2": -((cos(X) ** 2 + cos(Y) ** 2) ** 2),
    "f(x, y) = x$^2$ + xy + 2y$^2$": X**2 + X * Y + 2 * Y**2,
    r"$$f(x, y) = 85 + 0.1 \left( -\frac{1}{9}(x-6)x^2 y^3 + \frac{2}{3}(x-6)x^2 y^2 \right)$$": SAUNA,
    "(85 + 0.1 * (- 1/9 * (x-6) * x**2 * y**3 + 2/3 * (x-6) * x**2 * y**2))": SAUNA,
    r"z= -( 4 \times e^{- ( (x-4)^2 +(y-4)^2 ) }+ 2 \times e^{- ( (x-2)^2 +(y-2)^2 ) } )": (
        -(4 * exp(-((X - 4) ** 2 + (Y - 4) ** 2)) + 2 * exp(-((X - 2) ** 2 + (Y - 2) ** 2)))
    ),
    "f(x,y)=2x^3+6xy^2-3y^3-150x": 2 * X**3 + 6 * X * Y**2 - 3 * Y**3 - 150 * X,
    "f = ((x^2-1)+(y^2-4)+(x^2-1)*(y^2-4))/(x^2+y^2+1)^2": (
        ((X**2 - 1) + (Y**2 - 4) + (X**2 - 1) * (Y**2 - 4)) / (BOWL + 1) ** 2
    ),
    "4 * sin(3 * (x^2 + y^2)) / (x^2 + y^2)": RIPPLE,
    "log(x^2 * y^2)": log(X**2 * Y**2),
    r"\frac{1}{(x-5)^2 + (y+25)^2 + 4}": 1 / ((X - 5) ** 2 + (Y + 25) ** 2 + 4),
    r"\sin(x) \cdot cos(y)": sin(X) * cos(Y),
    "Sin[x] Cos[y]": sin(X) * cos(Y),
    "Sin[x y]": sin(X * Y),
    "Exp[-x^2 - y^2]": exp(-BOWL),
    "Sqrt[x^2+y^2]": sqrt(BOWL),
    "Sin[x]/x + Log[1 + y^2]": sin(X) / X + log(1 + Y**2),
    "[x + y]^2": (X + Y) ** 2,
    "x.^2 + y.^2": BOWL,
    "x.*exp(-x.^2-y.^2)": X * exp(-BOWL),
    "3*(1-x).^2.*exp(-(x.^2) - (y+1).^2) - 10*(x/5 - x.^3 - y.^5).*exp(-x.^2-y.^2) - 1/3*exp(-(x+1).^2 - y.^2)": PEAKS,
    "@(x,y) x.^2 + 3*y.^2": X**2 + 3 * Y**2,
    "@(u,v) u.*v": X * Y,
    "x(1)^2 + x(2)^2": BOWL,
    "x.^2 ./ (1 + y.^2)": X**2 / (1 + Y**2),
    "function(x, y) x^2 + y^2": BOWL,
    "function(x, y) { x^2 + y^2 }": BOWL,
    "Math.sin(x)*Math.cos(y)": sin(X) * cos(Y),
    "Math.pow(x, 2) + Math.abs(y)": X**2 + 0.4,
    "Math.PI * x": pi * X,
    "return x**2 + y**2": BOWL,
    "def f(x, y): return x**2 + y**2": BOWL,
    "f = lambda x, y: (x - 1)**2 + y**2": (X - 1) ** 2 + Y**2,
    "lambda a, b: a**2 - b": X**2 - Y,
    "tf.math.exp(-x**2)": exp(-(X**2)),
    "sin^-1(x)": asin(X),
    "sin⁻¹(x)": asin(X),
    "tan⁻¹(y/x)": atan(Y / X),
    "ln|x|": log(X),
    "log_10(x)": log10(X),
    "log_2 x": log2(X),
    "½x² + ¼y²": X**2 / 2 + Y**2 / 4,
    r"\mathrm{e}^{-x^2}": exp(-(X**2)),
    r"x^{2}y - \tfrac{1}{3}y^{3}": X**2 * Y - Y**3 / 3,
    "f(u,v) = u^2 + v^2": BOWL,
    "f(s,t) = s^2 - t^2": X**2 - Y**2,
    "f : (x,y) ↦ x² + y": X**2 + Y,
    "f(x;y)=x+y": X + Y,
    "J(θ₀, θ₁) = θ₀² + θ₁²": BOWL,
    "f(x_0,x_1)=x_0^2+3x_1^2": X**2 + 3 * Y**2,
    "x0**2 + 3*x1**2": X**2 + 3 * Y**2,
    "sin 2πx": sin(2 * pi * X),
    "cosh x - y": cosh(X) - Y,
    "e^x cos y": exp(X) * cos(Y),
    "sin(x)*-y": -sin(X) * Y,
    "1.e3*x": 1000 * X,
}

REFUSED = {
    "0,5x² + y²": ("unexpected ','", 1),
    "x squared plus y squared": ("unknown name 'squared'", 2),
    "jnp.sum(x**2)": ("unknown name 'sum'", 4),
    "=A1^2+B1^2": ("unexpected '='", 0),
    "y=x^2": ("unexpected '='", 1),
    "z - x^2 - y^2 = 0": ("unknown name 'z'", 0),
    "x**2 + y**2 # bowl": ("unknown name 'bowl'", 14),
    '"x^2 + y^2"': ("unexpected '\"'", 0),
    "x² + y² , x ∈ [-2, 2]": ("unexpected ','", 8),
    "x^2^y": ("a variable exponent", 0),
    "sigmoid(x)": ("unknown name 'sigmoid'", 0),
    "x! ": ("unexpected '!'", 1),
    "∂f/∂x": ("unknown name", 1),
    "x ≤ 1": ("unexpected '≤'", 2),
    "max(x; y)": ("unexpected ';'", 5),
    "x^2 + y^2 + z^2": ("unknown name 'z'", 12),
    "sqrt(x^2 + y^2)*sin(theta)": ("unknown name 'theta'", 20),
    "exp(i x)": ("unknown name 'i'", 4),
}
