using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Persist.Engine.Merge;

namespace Persist.Engine.Tests.Merge;

public sealed class ExactTests
{
    [Theory]
    [InlineData("1", "2", "3")]
    [InlineData("0.1", "0.2", "0.3")]
    [InlineData("9223372036854775806", "1", "9223372036854775807")]
    [InlineData("-9223372036854775807", "-1", "-9223372036854775808")]
    [InlineData("9223372036854775807", "0.5", "9223372036854775807.5")]
    [InlineData("1e3", "0.5", "1000.5")]
    public void A_sum_that_fits_is_exact(string one, string other, string expected)
    {
        Assert.True(Exact.TrySum(Exact.Parse(one), Exact.Parse(other), out var sum));
        Assert.Equal(expected, Exact.Format(sum));
    }

    [Theory]
    [InlineData("9223372036854775807", "1")]
    [InlineData("79228162514264337593543950335", "0.4")]
    [InlineData("79228162514264337593543950335.0", "79228162514264337593543950335.0")]
    [InlineData("1000000000000000000000.5", "0.0000000000000000000000000001")]
    public void A_sum_that_would_overflow_or_lose_a_digit_is_none(string one, string other) =>
        Assert.False(Exact.TrySum(Exact.Parse(one), Exact.Parse(other), out _));

    [Fact]
    public void Any_sum_is_exact_or_there_is_none_and_the_order_does_not_matter()
    {
        var part = Gen.Choose(int.MinValue, int.MaxValue);
        var number = from low in part from middle in part from high in part from negative in Gen.Elements(true, false)
                     from zeros in Gen.Choose(0, 2) from scale in Gen.Choose(0, 28)
                     select new decimal(low, zeros > 0 ? 0 : middle, zeros > 1 ? 0 : high, negative, (byte)scale);
        var pairs = (from one in number from other in number select (one, other)).ToArbitrary();
        Prop.ForAll(pairs, pair =>
        {
            var isSum = Exact.TrySum(pair.one, pair.other, out var sum);
            var isSumToo = Exact.TrySum(pair.other, pair.one, out var same);
            return isSum == isSumToo && (!isSum || (sum == same && Scaled(sum) == Scaled(pair.one) + Scaled(pair.other)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20260103, 1));
    }

    // The number times ten to the 28th, a whole number.
    private static BigInteger Scaled(decimal number)
    {
        var bits = decimal.GetBits(number);
        var digits = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        return (bits[3] < 0 ? -digits : digits) * BigInteger.Pow(10, 28 - number.Scale);
    }
}
